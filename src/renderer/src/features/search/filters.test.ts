import { describe, expect, it } from 'vitest';
import type { SearchResult } from '../../../../shared/model.ts';
import { choices, chosenIn, toggle } from './filters.ts';

const result: SearchResult = {
  ...{ query: '', total: 5, tookMs: 1, hits: [], mode: 'hybrid' },
  facets: {
    format: [{ value: 'pdf', count: 3 }],
    language: [{ value: 'ro', count: 2 }],
    year: [
      { value: '2023', count: 4 },
      { value: '2025', count: 1 },
    ],
  },
  unknown: { language: 3 },
};

describe('a filter', () => {
  it('is switched on and off by value', () => {
    const on = toggle('format', 'pdf', {});
    expect(on).toEqual({ format: ['pdf'] });
    expect(toggle('format', 'docx', on)).toEqual({ format: ['pdf', 'docx'] });
    expect(toggle('format', 'pdf', on)).toEqual({});
  });

  it('by year is the whole of it, and one at a time', () => {
    const on = toggle('year', '2023', {});
    expect(on).toEqual({ dateFrom: Date.UTC(2023, 0), dateTo: Date.UTC(2024, 0) - 1 });
    expect(chosenIn('year', on)).toEqual(['2023']);
    expect(chosenIn('year', toggle('year', '2025', on))).toEqual(['2025']);
    expect(toggle('year', '2023', on)).toEqual({});
  });
});

describe('the choices', () => {
  it('count people and offer those of unknown language', () => {
    expect(choices('language', {}, result)).toEqual([
      { value: 'ro', label: 'Romanian', count: 2, chosen: false },
      { value: 'unknown', label: 'Not known', count: 3, chosen: false },
    ]);
  });

  it('keep a chosen value that nobody has any more, so that it can be taken away', () => {
    expect(choices('format', { format: ['rtf'] }, result)).toContainEqual({
      ...{ value: 'rtf', label: 'RTF', count: null, chosen: true },
    });
  });

  it('of years begin with the latest', () => {
    expect(choices('year', {}, result).map((choice) => choice.value)).toEqual(['2025', '2023']);
  });
});
