import type { SearchFilters } from '../../../shared/model.ts';
import type { Db } from '../../store/database.ts';
import type { Engine, Facets, Matching } from '../engine.ts';
import { createColumns } from './columns.ts';
import { countFacet, FACET_NAMES } from './facets.ts';
import { FACETS, filterTest, maskOf } from './filters.ts';
import { createFolders, type Folders } from './folders.ts';
import { createMatching, inOrder, peopleOf } from './matching.ts';
import { createMeaning } from './meaning.ts';
import { createReads } from './reads.ts';
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
  const reads = createReads(db);
  const wordsStore = createWordsStore(db);
  const wordsSearch = createWordsSearch(db, {
    count: () => columns.read().count,
    version: columns.version,
  });
  const meaning = createMeaning(db, collection);
  const matched = createMatching({ matchedBy: wordsSearch.matchedBy, version: columns.version });

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

  /** Ascending. */
  function passing(filters: SearchFilters, matching: Matching | null): Uint32Array {
    const { present } = columns.read();
    const test = testOf(filters);
    const docNos = matching ? matched(matching) : everything(present);
    return docNos.filter((docNo) => present[docNo] === 1 && (!test || test(docNo)));
  }

  function facets(filters: SearchFilters, matching: Matching | null): Facets {
    const all = passing(filters, matching);
    const result: Facets = { total: all.length, values: {}, unknown: {} };
    for (const facet of FACET_NAMES) {
      const others = { ...filters };
      for (const key of FACETS[facet]) delete others[key];
      const narrowed = Object.keys(others).length < Object.keys(filters).length;
      const counted = narrowed ? passing(others, matching) : all;
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
    // Read from the ledger's own rows.
    putPlaces: async () => {},
    async remove(documents) {
      const docNos = documents.map((document) => document.docNo);
      wordsStore.remove(docNos);
      meaning.remove(docNos);
      columns.note(docNos);
    },
    flush: async () => {},
    async words({ query, filters, limit }) {
      return wordsSearch.search(query, limit, mask(filters));
    },
    async nearest({ vector, filters, limit }) {
      return meaning.nearest(vector, limit, mask(filters));
    },
    facets: async (filters, matching) => facets(filters, matching),
    people: async ({ filters, matching, ranked }) =>
      peopleOf(inOrder(ranked, passing(filters, matching)), reads.siblings()),
    read: async (documents) => documents.map(({ docNo, chunkNo }) => reads.read(docNo, chunkNo)),
    find: async (documentIds) =>
      documentIds.map((documentId) => {
        const docNo = reads.findDocNo(documentId);
        return docNo === null ? null : reads.read(docNo);
      }),
    version: () => String(reads.version()),
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

/** Ascending. */
function everything(present: Uint8Array): Uint32Array {
  const all = new Uint32Array(present.length);
  let length = 0;
  for (let docNo = 1; docNo < present.length; docNo++) if (present[docNo] === 1) all[length++] = docNo;
  return all.subarray(0, length);
}
