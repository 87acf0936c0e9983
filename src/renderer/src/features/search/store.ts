import { create } from 'zustand';
import { AppError } from '../../../../shared/errors.ts';
import type { Hit, SearchFilters, SearchResult } from '../../../../shared/model.ts';
import { rpc } from '../../rpc.ts';

/** Long enough not to ask for every letter, short enough to feel at once. */
const DEBOUNCE_MS = 150;
const PAGE = 50;

export interface SearchState {
  query: string;
  filters: SearchFilters;
  hits: Hit[];
  /** The first page of the last answer; what came before stays until the next is there. */
  result: SearchResult | null;
  /** Documents in the index when the answer came, to see that there are newer ones. */
  documents: number;
  searching: boolean;
  error: AppError | null;
  selected: string | null;
  setQuery(query: string): void;
  setFilters(filters: SearchFilters): void;
  select(candidateId: string | null): void;
  /** Asks now, for what is written. */
  search(): void;
  more(): void;
}

let timer: ReturnType<typeof setTimeout> | undefined;
let running: AbortController | null = null;

export const useSearch = create<SearchState>((set, get) => {
  const ask = async (offset: number) => {
    clearTimeout(timer);
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const { query, filters } = get();
    set({ searching: true });
    try {
      const [result, status] = await Promise.all([
        rpc.call('search.query', { query: query.trim(), filters, limit: PAGE, offset }, controller.signal),
        rpc.call('app.status', {}, controller.signal),
      ]);
      if (offset > 0) return set({ hits: withoutRepeats(get().hits, result.hits), searching: false });
      const there = result.hits.some((hit) => hit.candidateId === get().selected);
      set({
        ...{ result, hits: result.hits, searching: false, error: null, documents: status.documents },
        ...(there ? {} : { selected: null }),
      });
    } catch (thrown) {
      if (controller.signal.aborted) return;
      const error = AppError.from(thrown);
      // Asked again by itself when the connection is back.
      set({ searching: false, error: error.code === 'disconnected' ? null : error });
    }
  };
  return {
    query: '',
    filters: {},
    hits: [],
    result: null,
    documents: 0,
    searching: false,
    error: null,
    selected: null,
    setQuery: (query) => {
      set({ query });
      clearTimeout(timer);
      timer = setTimeout(() => void ask(0), DEBOUNCE_MS);
    },
    setFilters: (filters) => {
      set({ filters });
      void ask(0);
    },
    select: (selected) => set({ selected }),
    search: () => void ask(0),
    more: () => {
      const { searching, hits, result } = get();
      if (!searching && result && hits.length < result.total) void ask(hits.length);
    },
  };
});

/** While CVs come in, the order may shift between two pages. */
function withoutRepeats(before: Hit[], next: Hit[]): Hit[] {
  const known = new Set(before.map((hit) => hit.candidateId));
  return [...before, ...next.filter((hit) => !known.has(hit.candidateId))];
}
