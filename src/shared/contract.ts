import { z } from 'zod';
import type {
  Audit,
  DocumentDetail,
  Failure,
  JobProgress,
  Outcome,
  Receipt,
  SearchResult,
  Status,
} from './model.ts';
import { DOCUMENT_FORMATS, UNREADABLE_REASONS } from './model.ts';

/**
 * The product's table of contents: every command and every topic. Commands are schemas in and
 * typed results out; topics carry state, the current one first. A command's prefix is a folder
 * in main and a feature of the renderer.
 */

const folders = z.array(z.string().min(1)).min(1).describe('absolute paths of folders or files');
const page = { limit: z.number().int().min(1).max(1000).default(50) };

export const filtersSchema = z
  .strictObject({
    format: z.array(z.enum(DOCUMENT_FORMATS)).min(1),
    folder: z.array(z.string().min(1)).min(1),
    language: z.array(z.string().regex(/^([a-z]{2}|unknown)$/)).min(1),
    dateFrom: z.number(),
    dateTo: z.number(),
  })
  .partial();

const none = z.strictObject({});
const job = z.strictObject({ jobId: z.string() });

export const commands = {
  /** The whole state in one answer. */
  'app.status': none,
  /** What this host can do and where it runs; differences between hosts are data. */
  'app.capabilities': none,
  /** Checks of this installation, each a sentence. */
  'app.doctor': none,

  /** Counts what is in the folders before any work. Cancel the call to stop it. */
  'ingest.audit': z.strictObject({ folders }),
  /** Starts, or goes on with the unfinished job of the same folders. */
  'ingest.start': z.strictObject({
    folders,
    limit: z.number().int().positive().optional(),
    workers: z.number().int().min(1).max(64).optional(),
    textOnly: z.boolean().default(false),
    watch: z.boolean().default(false),
  }),
  'ingest.pause': job,
  'ingest.resume': job,
  'ingest.cancel': job,
  /** Resolves when the job has ended: the receipt. Cancelling the call does not stop the job. */
  'ingest.receipt': job,
  /** Newest first. */
  'ingest.history': z.strictObject({ ...page }),
  'ingest.watched': none,
  'ingest.unwatch': z.strictObject({ folder: z.string() }),
  /** Files that could not be read, by path; `cursor` is the last path of the page before. */
  'ingest.failures': z.strictObject({
    reason: z.enum(UNREADABLE_REASONS).optional(),
    cursor: z.string().optional(),
    ...page,
  }),
  'ingest.retry': z.strictObject({ reason: z.enum(UNREADABLE_REASONS).optional() }),

  /** People for a query in plain language; an empty query lists all that pass the filters. */
  'search.query': z.strictObject({
    query: z.string().max(20_000),
    filters: filtersSchema.default({}),
    limit: z.number().int().min(0).max(1000).default(20),
    offset: z.number().int().min(0).default(0),
  }),

  'documents.show': z.strictObject({ documentId: z.string() }),

  /** Sub-folders and counts of one folder of the host, for hosts without a native dialog. */
  'folders.browse': z.strictObject({ path: z.string().optional() }),
  /** The native dialog, where the host has one; null when dismissed. */
  'folders.pick': none,
  /** The folder of invented CVs that comes with the application. */
  'folders.sample': none,

  'settings.get': none,
  'settings.set': z.strictObject({ key: z.string(), value: z.json() }),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** What a caller writes. */
export type Input<C extends CommandName> = z.input<Commands[C]>;
/** What a handler gets: defaults filled in. */
export type Parsed<C extends CommandName> = z.output<Commands[C]>;

export interface Results {
  'app.status': Status;
  'app.capabilities': Capabilities;
  'app.doctor': DoctorCheck[];
  'ingest.audit': Audit;
  'ingest.start': { jobId: string };
  'ingest.pause': null;
  'ingest.resume': null;
  'ingest.cancel': null;
  'ingest.receipt': Receipt;
  'ingest.history': JobSummary[];
  'ingest.watched': { path: string; addedAt: number }[];
  'ingest.unwatch': null;
  'ingest.failures': { failures: Failure[]; total: number; byReason: Record<string, number>; next?: string };
  'ingest.retry': { retried: number; jobId?: string };
  'search.query': SearchResult;
  'documents.show': DocumentDetail;
  'folders.browse': FolderListing;
  'folders.pick': { path: string } | null;
  'folders.sample': { path: string };
  'settings.get': SettingEntry[];
  'settings.set': null;
}

export interface Capabilities {
  host: 'electron' | 'node';
  version: string;
  nativeDialog: boolean;
  platform: string;
  /** Where the original of a document is served, `{documentId}` replaced; authenticated. */
  fileUrl: string;
}

export interface DoctorCheck {
  name: string;
  ok: boolean;
  message: string;
}

export interface JobSummary {
  jobId: string;
  folders: string[];
  state: JobProgress['state'];
  startedAt: number;
  finishedAt: number | null;
  counts: Record<Outcome, number>;
}

export interface FolderListing {
  path: string;
  parent: string | null;
  folders: { name: string; path: string }[];
  /** Files directly inside. */
  files: number;
}

export interface SettingEntry {
  key: string;
  value: z.core.util.JSONType;
  default: z.core.util.JSONType;
  description: string;
  /** The values that there are, where they can be listed. */
  choices?: string[];
}

/** Topics carry state: a subscription's first event is the current one, then at most 4 a second. */
export interface Topics {
  /** The job at work or, without one, the last; null before the first. */
  'ingest.progress': JobProgress | null;
  'app.status': Status;
  /** While an audit runs: what it has counted so far. */
  'ingest.auditing': { found: number; bytes: number } | null;
}

export const TOPICS = [
  'ingest.progress',
  'app.status',
  'ingest.auditing',
] as const satisfies (keyof Topics)[];
export type TopicName = keyof Topics;

export interface CallContext {
  signal: AbortSignal;
}

export type Handler<C extends CommandName> = (
  input: Parsed<C>,
  context: CallContext,
) => Results[C] | Promise<Results[C]>;

/** One handler a command: a missing one does not compile. */
export type Handlers = { [C in CommandName]: Handler<C> };

/** Where a topic's state comes from. */
export interface TopicSource<T> {
  current(): T;
  subscribe(listener: (value: T) => void): () => void;
}

export type TopicSources = { [T in TopicName]: TopicSource<Topics[T]> };
