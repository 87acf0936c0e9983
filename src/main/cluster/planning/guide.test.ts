import { describe, expect, it } from 'vitest';
import { adviseModes, CHOOSABLE_MODES, type GuideFacts } from './guide.ts';

const yes = { ok: true, reason: null };
const no = (reason: string) => ({ ok: false, reason });
const facts = (over: Partial<GuideFacts>): GuideFacts => ({
  documents: 1000,
  vectors: 10_000,
  dockerAvailable: yes,
  binary: yes,
  ...over,
});
const best = (over: Partial<GuideFacts>) => {
  const recommended = adviseModes(facts(over)).filter((advice) => advice.recommended);
  expect(recommended).toHaveLength(1);
  expect(recommended[0]?.available).toBe(true);
  return recommended[0]?.mode;
};
const DOCKERLESS = { dockerAvailable: no('Docker is not installed on this machine.') };
const PROGRAMLESS = { binary: no('No Qdrant program is set.') };

describe('the guide to engines', () => {
  it('lists each once, in sentences, and recommends one that can be had', () => {
    const advice = adviseModes(facts({}));
    expect(advice.map(({ mode }) => mode)).toEqual([...CHOOSABLE_MODES]);
    for (const { fits, needs, survives } of advice) {
      for (const sentence of [fits, needs, survives]) expect(sentence).toMatch(/^[A-Z][^.]*\.$/);
    }
    expect(advice.find(({ recommended }) => recommended)?.fits).toContain(
      'yours has 10,000 passages of 1,000 CVs',
    );
  });

  it('recommends the smallest that serves so many', () => {
    expect(best({ vectors: 0, documents: 0 })).toBe('embedded');
    expect(best({ vectors: 1_000_000 })).toBe('embedded');
    expect(best({ vectors: 1_000_001 })).toBe('single');
    expect(best({ vectors: 5_000_001 })).toBe('cluster');
  });

  it('recommends a server for what is shared, and a cluster for what has to go on', () => {
    expect(best({ shared: true })).toBe('single');
    expect(best({ alwaysOn: true })).toBe('cluster');
  });

  it('recommends what can be had where Docker or the program is missing', () => {
    expect(best({ vectors: 3_000_000, ...DOCKERLESS })).toBe('binary');
    expect(best({ vectors: 3_000_000, ...DOCKERLESS, ...PROGRAMLESS })).toBe('remote');
    expect(best({ alwaysOn: true, ...DOCKERLESS })).toBe('remote');
    expect(best({ ...DOCKERLESS, ...PROGRAMLESS })).toBe('embedded');
  });

  it('says why something is not available here', () => {
    const advice = adviseModes(facts({ ...DOCKERLESS, binary: { ok: false, reason: null } }));
    const unavailable = Object.fromEntries(advice.map(({ mode, unavailable: why }) => [mode, why]));
    expect(unavailable).toEqual({
      embedded: null,
      single: 'Docker is not installed on this machine.',
      cluster: 'Docker is not installed on this machine.',
      binary: 'It is not available on this machine.',
      remote: null,
    });
  });
});
