import { AppError } from '../../shared/errors.ts';
import type { Worded } from '../store/worded.ts';
import type { DocumentKey, Engine } from './engine.ts';

/** An engine that answers, and what the ledger knows of it. */
export interface Index {
  engine: Engine;
  worded: Worded;
  collectionNo: number;
  /** The collection as shown. */
  name: string;
  /** Vectors of those of the documents that the index has whole, so that another one need not embed them. */
  knownVectors(documents: VectorQuestion[]): Promise<Map<string, Float32Array[]>>;
  /** Told each time that every document has its vectors. */
  complete(): Promise<void>;
  /** Puts off building its graphs while very much is written; null where there are none. */
  bulk: { begin(): Promise<void>; end(signal: AbortSignal): Promise<void> } | null;
  /** For several machines that feed one index; null where there is one only. */
  claims: DocumentClaims | null;
  /** Resolves when it has everything that other indexes had; rejects only when closed before. */
  carried: Promise<void>;
}

/** A document and its passages, the head (0) first. */
export interface VectorQuestion extends DocumentKey {
  ordinals: number[];
}

/** Documents taken in by one machine at a time, by documentId. */
export interface DocumentClaims {
  /** 'done' has all of its vectors; 'elsewhere' is in another machine's work. */
  claim(documentIds: string[]): Promise<Map<string, ClaimState>>;
  release(documentIds: string[]): Promise<void>;
}
export type ClaimState = 'mine' | 'done' | 'elsewhere';

/** Opens an index; `onOpen` of the deps has its work done before `carried` resolves. */
export type OpenIndex = (signal: AbortSignal) => Promise<Omit<Index, 'carried'>>;

/** The index in use, opened when it is first asked for and again after it could not be reached. */
export interface Indexes {
  /** Rejects with `engine_unavailable` (or what opening says) while it can't be reached. */
  current(): Promise<Index>;
  /** The same without waiting; null while it is not open. */
  peek(): Index | null;
  /** Another one from now on; the one before is closed first. */
  use(open: OpenIndex): Promise<void>;
  /** What kept it from being opened may be over: the next question tries at once. */
  retryNow(): void;
  /** Closes it; the next question opens it anew. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export interface IndexesDeps {
  open: OpenIndex;
  /** What a newly opened index lacks and has too much of; patient with an engine that goes away. */
  carry(index: Omit<Index, 'carried'>, signal: AbortSignal): Promise<void>;
  onChange(): void;
}

/** An index that could not be opened is not tried again for so long: questions come several a second. */
const RETRY_MS = 1500;

export function createIndexes(deps: IndexesDeps): Indexes {
  let open = deps.open;
  let index: Index | null = null;
  let opening: Promise<Index> | null = null;
  let failed: { error: unknown; at: number } | null = null;
  let stop = new AbortController();

  async function begin(signal: AbortSignal): Promise<Index> {
    try {
      const opened = await open(signal);
      if (signal.aborted) {
        await opened.engine.close();
        throw new AppError('cancelled', 'The search engine was closed.');
      }
      const carried = deps.carry(opened, signal);
      // Whoever needs it awaits it.
      carried.catch(() => {});
      index = { ...opened, carried };
      failed = null;
      return index;
    } catch (error) {
      failed = { error, at: performance.now() };
      throw error;
    } finally {
      opening = null;
      deps.onChange();
    }
  }

  async function release(): Promise<void> {
    stop.abort();
    await opening?.catch(() => {});
    const last = index;
    index = null;
    failed = null;
    await last?.carried.catch(() => {});
    await last?.engine.close();
  }

  return {
    async current() {
      if (index) return index;
      if (failed && performance.now() - failed.at < RETRY_MS) throw failed.error;
      opening ??= begin(stop.signal);
      return opening;
    },
    peek: () => index,
    async use(next) {
      await release();
      stop = new AbortController();
      open = next;
    },
    retryNow() {
      failed = null;
    },
    async reopen() {
      await release();
      stop = new AbortController();
    },
    close: release,
  };
}
