import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeText } from './compose.ts';
import { DEFAULT_CONTAINER_SETTINGS, nodeLabels, nodeSpec } from './spec.ts';

describe('the compose files', () => {
  for (const kind of ['single', 'cluster'] as const) {
    it(`docker/compose.${kind}.yml is what the specification makes (node scripts/compose.ts)`, () => {
      const file = new URL(`../../../../docker/compose.${kind}.yml`, import.meta.url);
      const committed = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
      expect(composeText({ ...DEFAULT_CONTAINER_SETTINGS, kind })).toBe(committed);
    });
  }

  it('have the key from the environment, ports on the loopback address, and labels to be adopted by', () => {
    const settings = { ...DEFAULT_CONTAINER_SETTINGS, kind: 'cluster' } as const;
    const { services } = parse(composeText(settings)) as {
      services: Record<string, { environment: Record<string, string>; ports: string[]; labels: object }>;
    };
    expect(Object.keys(services)).toEqual(['qdrant-1', 'qdrant-2', 'qdrant-3']);
    for (const [at, service] of Object.values(services).entries()) {
      expect(service.environment['QDRANT__SERVICE__API_KEY']).toMatch(/^\$\{QDRANT_API_KEY:\?/);
      expect(service.ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
      expect(service.labels).toEqual(nodeLabels(settings, nodeSpec(settings, at + 1, true)));
    }
  });
});
