import type { SearchFilters } from '../../../shared/model.ts';
import type { Db } from '../../store/database.ts';
import type { Engine, Facets } from '../engine.ts';
import { createColumns } from './columns.ts';
import { countFacet, FACET_NAMES } from './facets.ts';
import { FACETS, filterTest, maskOf } from './filters.ts';
import { createFolders, type Folders } from './folders.ts';
import { createMeaning } from './meaning.ts';
import { createWordsSearch } from './words-search.ts';
import { createWordsStore } from './words-store.ts';

const MOST_MASKS = 8;

export interface EmbeddedEngineDeps {
  /** The ledger's own handle: its only writer is this thread. Memory or file alike. */
  db: Db;
  /** The collection that vectors go to and are looked for in. */
  collectionNo: number;
  dimensions: number;
}

/** Words, vectors and filters in the ledger's own SQLite database. */
export function createEmbeddedEngine({ db, ...collection }: EmbeddedEngineDeps): Engine {
  const columns = createColumns(db);
  const folders = createFolders(db);
  const wordsStore = createWordsStore(db);
  const wordsSearch = createWordsSearch(db, {
    count: () => columns.read().count,
    version: columns.version,
  });
  const meaning = createMeaning(db, collection);

  const testOf = (filters: SearchFilters) => filterTest(filters, columns.read(), folders.read);
  // A search asks for the same mask three times, and its later pages and neighbours again.
  const masks = new Map<string, { mask: Buffer; folders: Folders; version: number }>();
  function mask(filters: SearchFilters): Buffer | null {
    const test = testOf(filters);
    if (!test) return null;
    const key = JSON.stringify(filters);
    const now = { folders: folders.read(), version: columns.version() };
    const kept = masks.get(key);
    if (kept?.version === now.version && kept.folders === now.folders) return kept.mask;
    const made = maskOf(columns.read(), test);
    if (masks.size >= MOST_MASKS) masks.clear();
    masks.set(key, { ...now, mask: made });
    return made;
  }

  function passing(filters: SearchFilters, docNos: Uint32Array | null): Uint32Array {
    const { present } = columns.read();
    const test = testOf(filters);
    return (docNos ?? everything(present)).filter((docNo) => present[docNo] === 1 && (!test || test(docNo)));
  }

  function facets(filters: SearchFilters, docNos: Uint32Array | null): Facets {
    const matching = passing(filters, docNos);
    const result: Facets = { total: matching.length, values: {}, unknown: {} };
    for (const facet of FACET_NAMES) {
      const others = { ...filters };
      for (const key of FACETS[facet]) delete others[key];
      const narrowed = Object.keys(others).length < Object.keys(filters).length;
      const counted = narrowed ? passing(others, docNos) : matching;
      const { values, unknown } = countFacet(facet, counted, columns.read(), folders.read);
      result.values[facet] = values;
      result.unknown[facet] = unknown;
    }
    return result;
  }

  return {
    async putText(documents) {
      wordsStore.put(documents);
      columns.note(documents.map((document) => document.docNo));
    },
    async putVectors(documents) {
      meaning.put(documents);
    },
    async remove(docNos) {
      wordsStore.remove(docNos);
      meaning.remove(docNos);
      columns.note(docNos);
    },
    async words({ query, filters, limit }) {
      return wordsSearch.search(query, limit, mask(filters));
    },
    async nearest({ vector, filters, limit }) {
      return meaning.nearest(vector, limit, mask(filters));
    },
    facets: async (filters, docNos) => facets(filters, docNos),
    filter: async (filters, docNos) => passing(filters, docNos),
    async stats() {
      return {
        documents: columns.read().count,
        vectors: meaning.vectors(),
        collection: String(collection.collectionNo),
      };
    },
    close: () => meaning.close(),
  };
}

/** Newest first. */
function everything(present: Uint8Array): Uint32Array {
  const all = new Uint32Array(present.length);
  let length = 0;
  for (let docNo = present.length - 1; docNo > 0; docNo--) if (present[docNo] === 1) all[length++] = docNo;
  return all.subarray(0, length);
}
