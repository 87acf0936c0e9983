import type { SearchFilters, SearchResult } from '../../shared/model.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Engine } from '../engine/engine.ts';
import type { Db } from '../store/database.ts';
import { toHit } from './hits.ts';
import { createMarker } from './marks.ts';
import { createRanking, type RankedList } from './ranking.ts';
import { createSearchReads } from './reads.ts';

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
  db: Db;
  engine: Pick<Engine, 'words' | 'nearest' | 'facets' | 'filter' | 'stats'>;
  /** Null: words alone. */
  embedder: Pick<Embedder, 'embedQuery' | 'state'> | null;
}

export function createSearch({ db, engine, embedder }: SearchDeps): Search {
  const reads = createSearchReads(db);
  const ranking = createRanking({ reads, engine, embedder });

  return {
    async query(request, signal) {
      const started = performance.now();
      const list = await ranking.list(request, signal);
      const hits = hitsOfPage(request, list);
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

  function hitsOfPage({ query, limit, offset }: SearchRequest, list: RankedList): SearchResult['hits'] {
    const marker = createMarker(query, list.terms, list.documents);
    return list.people
      .page(offset, limit)
      .flatMap((person) => toHit(person, { reads, marker, chunkOf: list.chunkOf }) ?? []);
  }
}
