import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatEstimate, formatShare, plural, splitPath } from './format.ts';

describe('numbers as a person reads them', () => {
  it('are counted with their noun', () => {
    expect(plural(1, 'CV', 'CVs')).toBe('1 CV');
    expect(plural(2914, 'CV', 'CVs')).toBe('2,914 CVs');
  });

  it('of bytes keep two or three digits', () => {
    expect([0, 999, 1500, 48_200_000, 90_000_000_000].map(formatBytes)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.5 kB',
      '48 MB',
      '90 GB',
    ]);
  });

  it('of an estimate are rounded up, never to nothing', () => {
    expect([800, 41_000, 200_000, 7_200_000].map(formatEstimate)).toEqual([
      'a few seconds',
      '50 s',
      '4 min',
      '2 h',
    ]);
  });

  it('of a duration are exact', () => {
    expect([200, 61_000, 3_660_000].map(formatDuration)).toEqual(['1 s', '1 min 1 s', '1 h 1 min']);
  });

  it('of a share reach 100 % only when all is done', () => {
    expect(formatShare(0, 0)).toBe('0 %');
    expect(formatShare(999, 1000)).toBe('99 %');
    expect(formatShare(1000, 1000)).toBe('100 %');
  });
});

describe('a path', () => {
  it('is split at its last part on every system', () => {
    expect(splitPath('/cvs/2024/ana.pdf')).toEqual({ name: 'ana.pdf', folder: '/cvs/2024' });
    expect(splitPath('C:\\cvs\\ana.pdf')).toEqual({ name: 'ana.pdf', folder: 'C:\\cvs' });
    expect(splitPath('/')).toEqual({ name: '/', folder: '' });
  });
});
