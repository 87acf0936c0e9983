import type { SearchFilters, SearchResult } from '../../shared/model.ts';
import type { Embedder } from '../embed/embedder.ts';
import { toHit } from './hits.ts';
import { createMarker } from './marks.ts';
import { createRanking, type RankedList, type SearchedEngine } from './ranking.ts';

export interface SearchRequest {
  query: string;
  filters: SearchFilters;
  limit: number;
  offset: number;
  /** One side alone, to compare; both when left out. */
  by?: 'words' | 'meaning' | 'hybrid';
}

export interface Search {
  /** People for a query, a page at a time; every page of a query comes from one list. */
  query(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>;
}

export interface SearchDeps {
  /** Rejects while no engine can be reached. */
  engine(): Promise<SearchedEngine>;
  /** Null: words alone. */
  embedder: Pick<Embedder, 'embedQuery' | 'state'> | null;
}

export function createSearch({ engine: current, embedder }: SearchDeps): Search {
  const ranking = createRanking(embedder);

  return {
    async query(request, signal) {
      const started = performance.now();
      const engine = await current();
      const list = await ranking.list(request, engine, signal);
      const hits = await hitsOfPage(request, list, engine);
      return {
        query: request.query,
        total: list.people.total,
        tookMs: Math.round((performance.now() - started) * 100) / 100,
        hits,
        facets: list.facets.values,
        unknown: list.facets.unknown,
        mode: list.mode,
      };
    },
  };

  async function hitsOfPage(
    request: SearchRequest,
    list: RankedList,
    engine: SearchedEngine,
  ): Promise<SearchResult['hits']> {
    const marker = createMarker(request.query, list.terms, list.documents);
    const people = await list.people.page(request.offset, request.limit);
    const wanted = people.flatMap(({ docNos }) => docNos);
    const found = await engine.read(wanted.map((docNo) => ({ docNo, chunkNo: list.chunkOf.get(docNo) })));
    const documents = new Map(wanted.map((docNo, index) => [docNo, found[index] ?? null]));
    return people.flatMap(({ docNos }) => {
      const ofPerson = docNos.flatMap((docNo) => documents.get(docNo) ?? []);
      return toHit(ofPerson, list.scores.get(docNos[0] ?? 0) ?? 0, marker) ?? [];
    });
  }
}
