import type { LogLine, NodeState } from '../../shared/cluster.ts';

/**
 * Something that has Qdrant servers: containers or a process that the application runs itself, or
 * servers elsewhere that it only reaches. All methods reject with an AppError whose message is a
 * sentence for a person.
 */
export interface Backend {
  /**
   * Brings up what is wanted and resolves when every node answers. What is there already (after a
   * crash of the application, too) is adopted; nothing is ever started twice.
   */
  up(report: Report, signal: AbortSignal): Promise<void>;
  /**
   * True when what runs already answers well enough to be used: the one server, or most nodes of a
   * cluster. Starts nothing; `up` may then go on behind the searches.
   */
  isAnswering(): Promise<boolean>;
  /** Stops the servers; their data stays. */
  down(report: Report): Promise<void>;
  /** One node, or all of them one after the other so that a cluster goes on answering. */
  restart(node: string | null, report: Report): Promise<void>;
  /** Takes the servers away; with their data only when told so. Bytes of data that went. */
  remove(options: { withData: boolean }, report: Report): Promise<{ freedBytes: number }>;
  /** Where the servers answer, those that are known to be healthy first; empty before `up`. */
  connection(): Connection;
  /** What can be seen of each node from outside of Qdrant, without failing: unknown is null. */
  observe(): Promise<Observation>;
  /** Newest last; `since` epoch ms. */
  logs(request: { node: string | null; since: number; lines: number }): Promise<LogLine[]>;
  /** Bytes of data, for the question before they are removed; null when unknown. */
  dataBytes(): Promise<number | null>;
  /** Lets go of what the application holds; servers that should outlive it stay. */
  close(): Promise<void>;
}

/** Tells a person what is being done, a sentence at a time. */
export type Report = (sentence: string) => void;

export interface Connection {
  /** Base URLs of the HTTP interface, e.g. http://127.0.0.1:6333. */
  urls: string[];
  /** Null: none is needed. Never part of a URL, a log or a command line. */
  apiKey: string | null;
}

export interface Observation {
  nodes: ObservedNode[];
  /** What keeps the whole from working, e.g. no Docker; in the words of diagnose.ts. */
  faults: Fault[];
}

export interface ObservedNode {
  name: string;
  state: NodeState;
  url: string;
  memoryBytes: number | null;
  memoryLimitBytes: number | null;
  diskBytes: number | null;
  restarts: number;
  startedAt: number | null;
  exitCode: number | null;
  oomKilled: boolean;
  /** The last lines of its log, when it is not running or keeps restarting. */
  lastLines: string[];
}

/** Raw facts that diagnosis turns into sentences. */
export type Fault =
  | { kind: 'docker'; reason: 'missing' | 'stopped' | 'permission' }
  | { kind: 'image'; image: string }
  | { kind: 'port'; port: number; by: string | null; free: number | null }
  | { kind: 'binary'; reason: 'missing' | 'not_executable' | 'failed'; detail: string }
  | { kind: 'volume'; node: string }
  | { kind: 'unreachable'; url: string; cause: 'refused' | 'name' | 'timeout' | 'tls' | 'other' }
  | { kind: 'api_key'; url: string };
