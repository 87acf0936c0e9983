import { describe, expect, it } from 'vitest';
import { createDocumentFilters } from './document-filters.ts';
import { IS_DOCUMENT, matches, narrowed } from './filters.ts';

describe('filters', () => {
  it('become one condition a key', () => {
    const filters = {
      format: ['pdf' as const],
      language: ['unknown'],
      folder: ['/cvs/'],
      dateFrom: 5,
      dateTo: 9,
    };
    expect(narrowed(filters)).toEqual([
      { key: 'format', match: { any: ['pdf'] } },
      { key: 'language', match: { any: ['unknown'] } },
      { key: 'folders', match: { any: ['/cvs'] } },
      { key: 'date', range: { gte: 5, lte: 9 } },
    ]);
    expect(narrowed({})).toEqual([]);
    expect(narrowed({ dateTo: 0 })).toEqual([{ key: 'date', range: { gte: null, lte: 0 } }]);
  });

  it('never hold half of a surrogate pair, which the server can not read', () => {
    expect(JSON.stringify(narrowed({ folder: ['/a\ud800b'] }))).toContain('\ufffd');
  });

  it('match any word, a phrase as a whole, and the documents themselves', () => {
    expect(
      matches({ words: ['nurse', '0712 345', 'care'], pointIds: ['00000000-0000-00ff-0000-000000000000'] }),
    ).toEqual({
      should: [
        { key: 'words', match: { text_any: 'nurse care' } },
        { key: 'words', match: { phrase: '0712 345' } },
        { has_id: ['00000000-0000-00ff-0000-000000000000'] },
      ],
    });
  });

  it('match nothing where there is nothing to match', () => {
    expect(matches({ words: [], pointIds: [] })).toEqual({ should: [{ has_id: [] }] });
    const documents = createDocumentFilters(String);
    expect(documents({}, null)).toEqual({ must: [IS_DOCUMENT] });
    const matching = { words: ['nurse'], docNos: [] };
    expect(documents({}, matching)).toBe(documents({}, matching));
    expect(documents({}, matching)).not.toBe(documents({ language: ['en'] }, matching));
  });
});
