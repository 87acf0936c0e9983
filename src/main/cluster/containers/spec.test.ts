import { describe, expect, it } from 'vitest';
import {
  type ContainerSettings,
  containerSpec,
  DEFAULT_CONTAINER_SETTINGS,
  nodeIndex,
  nodeSpec,
  specHash,
} from './spec.ts';

const cluster: ContainerSettings = { ...DEFAULT_CONTAINER_SETTINGS, kind: 'cluster' };
const made = { apiKey: 'secret', join: null, ports: { http: 1, grpc: 2 }, openFiles: 65_536 };

describe('the specification of containers', () => {
  it('has for a single one the ports and limits of the settings, and no network of its own', () => {
    const spec = containerSpec(
      DEFAULT_CONTAINER_SETTINGS,
      nodeSpec(DEFAULT_CONTAINER_SETTINGS, 1, true),
      made,
    );
    expect(spec).toMatchObject({
      name: 'cv-intelligence-qdrant',
      image: 'qdrant/qdrant:v1.18.3',
      network: null,
      command: ['./qdrant'],
      memoryBytes: 4096 * 1024 * 1024,
      reservationBytes: 2048 * 1024 * 1024,
    });
    expect(spec.env).toMatchObject({
      QDRANT__SERVICE__API_KEY: 'secret',
      QDRANT__CLUSTER__ENABLED: 'false',
      QDRANT__TELEMETRY_DISABLED: 'true',
      RUN_MODE: 'production',
    });
  });

  it('has for each node of a cluster ports, volumes and a name of its own', () => {
    const nodes = [1, 2, 3].map((index) => nodeSpec(cluster, index, true));
    expect(nodes.map(({ ports }) => ports)).toEqual([
      { http: 6333, grpc: 6334 },
      { http: 6343, grpc: 6344 },
      { http: 6353, grpc: 6354 },
    ]);
    expect(new Set(nodes.flatMap(({ volumes }) => Object.values(volumes))).size).toBe(6);
    expect(nodes.map(({ name }) => nodeIndex(cluster, name))).toEqual([1, 2, 3]);
    expect(['qdrant', 'qdrant-0', 'qdrant-01', 'other-1'].map((name) => nodeIndex(cluster, name))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('lets the first node found the cluster and the others join it', () => {
    const command = (index: number, join: string | null) =>
      containerSpec(cluster, nodeSpec(cluster, index, true), { ...made, join }).command?.join(' ');
    expect(command(1, null)).toBe('./qdrant --uri http://qdrant-1:6335');
    expect(command(2, 'qdrant-1')).toBe(
      './qdrant --bootstrap http://qdrant-1:6335 --uri http://qdrant-2:6335',
    );
  });

  it('has another hash when a setting is another, and not for another key, port found free or founder', () => {
    const hash = (settings: ContainerSettings, index = 2) => specHash(nodeSpec(settings, index, true));
    const before = hash(cluster);
    expect(hash({ ...cluster })).toBe(before);
    expect(hash({ ...cluster, memoryMb: 8192 })).not.toBe(before);
    expect(hash({ ...cluster, logLevel: 'DEBUG' })).not.toBe(before);
    expect(hash({ ...cluster, httpPort: 7000 })).not.toBe(before);
    expect(hash({ ...cluster, nodes: 5 })).toBe(before);
    const labels = (apiKey: string, join: string | null) =>
      containerSpec(cluster, nodeSpec(cluster, 2, true), {
        ...made,
        apiKey,
        join,
        ports: { http: 9, grpc: 8 },
      }).labels;
    expect(labels('one', null)).toEqual(labels('another', 'qdrant-1'));
    expect(JSON.stringify(labels('one-secret', null))).not.toContain('one-secret');
  });

  it('asks for health only where the image has bash, and reserves no more than the limit', () => {
    expect(nodeSpec(cluster, 1, false).health).toBeNull();
    expect(nodeSpec(cluster, 1, true).health?.command[0]).toBe('bash');
    const small = nodeSpec({ ...cluster, memoryMb: 512 }, 1, true);
    expect(small.reservationBytes).toBe(small.memoryBytes);
  });
});
