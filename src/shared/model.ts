/** Domain types: what main keeps and the screens and the command line show. Times are epoch ms. */

export const DOCUMENT_FORMATS = ['pdf', 'docx', 'doc', 'rtf', 'odt', 'html', 'txt', 'image'] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/** Why a file could not be read: data on the item, never an exception. */
export const UNREADABLE_REASONS = [
  'encrypted',
  'unsupported_format',
  'empty_text',
  'too_large',
  'corrupt',
  'parser_crash',
  'parser_timeout',
  'no_permission',
  'vanished',
  'read_error',
] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

export const OUTCOMES = ['indexed', 'duplicate', 'unchanged', 'needsOcr', 'failed', 'skipped'] as const;
/** What became of one found file. Every found file has exactly one, so they add up to `found`. */
export type Outcome = (typeof OUTCOMES)[number];

/** The six outcomes alone of anything that has them among others. */
export function outcomesOf(counts: Record<Outcome, number>): Record<Outcome, number> {
  const { indexed, duplicate, unchanged, needsOcr, failed, skipped } = counts;
  return { indexed, duplicate, unchanged, needsOcr, failed, skipped };
}

export type ItemState = 'pending' | 'processing' | 'completed' | 'failed';
export type JobState = 'scanning' | 'running' | 'paused' | 'completed' | 'cancelled';

export interface Failure {
  path: string;
  reason: UnreadableReason;
  /** One sentence for a person. */
  message: string;
}

export interface Audit {
  found: number;
  bytes: number;
  byType: Partial<Record<DocumentFormat, { count: number; bytes: number }>>;
  /** Files of a kind that is not read; they will be skipped. */
  unsupported: number;
  unreadable: { path: string; reason: UnreadableReason }[];
  /** Measured on a sample of the very files; `basis` says so in a sentence. */
  estimate: { seconds: number; diskBytes: number; basis: string };
}

export interface Receipt {
  jobId: string;
  found: number;
  indexed: number;
  duplicate: number;
  unchanged: number;
  needsOcr: number;
  failed: number;
  skipped: number;
  chunks: number;
  seconds: number;
  documentsPerSecond: number;
  failures: Failure[];
  /** Of the unchanged ones: read before without success, see `failures`. */
  unchangedFailed: number;
}

/** Live state of one job. The text lane counts files, the meaning lane passages; totals may grow while the scan runs. */
export interface JobProgress {
  jobId: string;
  state: JobState;
  folders: string[];
  textOnly: boolean;
  found: number;
  scanComplete: boolean;
  text: Lane;
  meaning: Lane;
  counts: Record<Outcome, number>;
  startedAt: number;
  finishedAt: number | null;
  /** Why the job had to pause or meaning could not be completed, for a person; null when all is well. */
  problem: string | null;
}

export interface Lane {
  done: number;
  total: number;
  /** Per second over the last half minute; null until measured. */
  rate: number | null;
  /** Estimate; null until measured. */
  remainingMs: number | null;
}

export interface EngineStatus {
  mode: EngineMode;
  url?: string;
  healthy: boolean;
  collection: string;
  model: string;
  /** What the embedding process is doing; words answer in every state. */
  modelState: 'loading' | 'ready' | 'failed' | 'stopped';
}

export const ENGINE_MODES = ['memory', 'embedded', 'single', 'cluster', 'binary', 'remote'] as const;
export type EngineMode = (typeof ENGINE_MODES)[number];

export interface Status {
  documents: number;
  candidates: number;
  chunks: number;
  /** Chunks that have their vector; the rest are found by words alone until it is there. */
  embedded: number;
  pending: number;
  processing: number;
  failed: number;
  needsOcr: number;
  engine: EngineStatus;
  dataDir: string;
  sizeBytes: number;
}

/** How evidence came to be shown. */
export type Matched = 'words' | 'meaning' | 'both';

export interface Evidence {
  /** The passage as it stands in the document. */
  text: string;
  /** 1-based. */
  page: number;
  /** Character offsets of the passage in the document's text, end exclusive (UTF-16 units). */
  start: number;
  end: number;
  matched: Matched;
  /** What to mark, as offsets inside `text`. */
  marks: { start: number; end: number }[];
}

export interface SearchFilters {
  /** Any of the values in one key; all of the keys. */
  format?: DocumentFormat[];
  /** Folder prefix: the folder itself and what is below it. */
  folder?: string[];
  /** ISO 639-1, or 'unknown'. */
  language?: string[];
  /** Date of the document, epoch ms, inclusive. */
  dateFrom?: number;
  dateTo?: number;
}

export interface Hit {
  candidateId: string;
  name: string;
  score: number;
  /** The best first; a document that lies in several places is listed once for each. */
  documents: { documentId: string; path: string; page?: number }[];
  evidence: Evidence[];
  fields: HitFields;
}

export interface HitFields {
  email?: string;
  phone?: string;
  language?: string;
  format: DocumentFormat;
  pages: number;
  date: number | null;
}

export interface FacetValue {
  value: string;
  count: number;
}

export interface SearchResult {
  query: string;
  total: number;
  tookMs: number;
  hits: Hit[];
  /** People by value, counted over all that match. */
  facets: Record<string, FacetValue[]>;
  /** People whose value is unknown, by facet; never excluded silently. */
  unknown: Record<string, number>;
  /** 'words' while meaning is not available (model loading or absent, text-only index). */
  mode: 'words' | 'hybrid';
}

export interface DocumentDetail {
  documentId: string;
  candidateId: string;
  name: string;
  format: DocumentFormat;
  language: string | null;
  paths: string[];
  sizeBytes: number;
  text: string;
  /** Start offset of each page in `text`. */
  pages: { page: number; start: number; end: number }[];
  fields: { key: string; value: string; page: number; start: number; end: number }[];
  needsOcr: boolean;
  chunks: number;
}
