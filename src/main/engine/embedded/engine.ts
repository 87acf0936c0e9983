import type { SearchFilters } from '../../../shared/model.ts';
import type { Db } from '../../store/database.ts';
import type { Engine, Facets } from '../engine.ts';
import { createColumns } from './columns.ts';
import { countFacet, FACET_NAMES } from './facets.ts';
import { FACETS, filterTest, maskOf } from './filters.ts';
import { createFolders } from './folders.ts';
import { createMeaning } from './meaning.ts';
import { createWordsSearch } from './words-search.ts';
import { createWordsStore } from './words-store.ts';

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
  const wordsSearch = createWordsSearch(db, () => columns.read().count);
  const meaning = createMeaning(db, collection);

  const testOf = (filters: SearchFilters) => filterTest(filters, columns.read(), folders.read);
  function mask(filters: SearchFilters): Buffer | null {
    const test = testOf(filters);
    return test && maskOf(columns.read(), test);
  }

  function passing(filters: SearchFilters, docNos: Uint32Array | null): Uint32Array {
    const { present } = columns.read();
    const test = testOf(filters);
    const passes = (docNo: number) => present[docNo] === 1 && (test === null || test(docNo));
    if (docNos) return docNos.filter(passes);
    const all: number[] = [];
    for (let docNo = present.length - 1; docNo > 0; docNo--) if (passes(docNo)) all.push(docNo);
    return Uint32Array.from(all);
  }

  function facets(filters: SearchFilters, docNos: Uint32Array | null): Facets {
    const result: Facets = { total: passing(filters, docNos).length, values: {}, unknown: {} };
    for (const facet of FACET_NAMES) {
      const others = { ...filters };
      for (const key of FACETS[facet]) delete others[key];
      const { values, unknown } = countFacet(facet, passing(others, docNos), columns.read(), folders.read);
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
