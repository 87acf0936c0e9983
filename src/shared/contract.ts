import { z } from 'zod';
import type {
  Capabilities,
  DoctorCheck,
  EngineChoice,
  FolderListing,
  JobSummary,
  SettingEntry,
} from './answers.ts';
import type { CapacityPlan, ClusterStatus, LogLine, ModeAdvice, Problem } from './cluster.ts';
import { REMEDY_ACTIONS } from './cluster.ts';
import type {
  Audit,
  DocumentDetail,
  EngineMode,
  Failure,
  JobProgress,
  Receipt,
  SearchResult,
  Status,
} from './model.ts';
import { DOCUMENT_FORMATS, ENGINE_MODES, UNREADABLE_REASONS } from './model.ts';

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

  /** Which engine is chosen; its secrets are never told. */
  'engine.get': none,
  /** Another engine from now on: it is brought up or reached, and what it lacks is carried to it. */
  'engine.use': z.strictObject({
    mode: z.enum(ENGINE_MODES),
    /** Of remote servers, one or several. */
    urls: z.array(z.string().min(1)).min(1).optional(),
    apiKey: z.string().min(1).optional(),
    /** A certificate authority of one's own, PEM. */
    caFile: z.string().optional(),
    /** Of binary mode; QDRANT_BIN when left out. */
    bin: z.string().optional(),
  }),
  /** Resolves when the engine has everything that the ledger knows. */
  'engine.settled': none,
  /** The ways to keep the index, and for whom each is. */
  'engine.guide': none,

  'cluster.status': none,
  'cluster.up': none,
  'cluster.down': none,
  /** One node, or all of them one after the other. */
  'cluster.restart': z.strictObject({ node: z.string().optional() }),
  /** With their data only when `confirm` is the word that `cluster.size` names. */
  'cluster.remove': z.strictObject({ withData: z.boolean().default(false), confirm: z.string().optional() }),
  /** How much goes with the data, and the word that confirms it. */
  'cluster.size': none,
  'cluster.addNode': none,
  /** Its shards are moved to the others before it goes. */
  'cluster.drainNode': z.strictObject({ node: z.string() }),
  /** Node by node; searches go on. */
  'cluster.upgrade': z.strictObject({ image: z.string().min(1) }),
  /** An image from a file, for machines without a registry. */
  'cluster.loadImage': z.strictObject({ file: z.string().min(1) }),
  'cluster.logs': z.strictObject({
    node: z.string().optional(),
    since: z.number().default(0),
    lines: z.number().int().min(1).max(5000).default(200),
  }),
  'cluster.plan': z.strictObject({
    documents: z.number().int().positive().optional(),
    quantized: z.boolean().optional(),
  }),
  'cluster.diagnose': none,
  /** What a problem's button does. */
  'cluster.remedy': z.strictObject({ action: z.enum(REMEDY_ACTIONS), node: z.string().nullish() }),
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
  'engine.get': EngineChoice;
  'engine.use': { mode: EngineMode; healthy: boolean };
  'engine.settled': null;
  'engine.guide': ModeAdvice[];
  'cluster.status': ClusterStatus;
  'cluster.up': ClusterStatus;
  'cluster.down': ClusterStatus;
  'cluster.restart': ClusterStatus;
  'cluster.remove': { freedBytes: number };
  'cluster.size': { bytes: number | null; confirm: string };
  'cluster.addNode': ClusterStatus;
  'cluster.drainNode': ClusterStatus;
  'cluster.upgrade': ClusterStatus;
  'cluster.loadImage': { image: string };
  'cluster.logs': LogLine[];
  'cluster.plan': CapacityPlan;
  'cluster.diagnose': Problem[];
  'cluster.remedy': ClusterStatus;
}

/** Topics carry state: a subscription's first event is the current one, then at most 4 a second. */
export interface Topics {
  /** The job at work or, without one, the last; null before the first. */
  'ingest.progress': JobProgress | null;
  'app.status': Status;
  /** While an audit runs: what it has counted so far. */
  'ingest.auditing': { found: number; bytes: number } | null;
  /** Servers of the engine, their health and what is being done to them; null for an engine without. */
  'cluster.status': ClusterStatus | null;
}

export const TOPICS = [
  'ingest.progress',
  'app.status',
  'ingest.auditing',
  'cluster.status',
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
