import type { z } from 'zod';
import {
  type CommandName,
  commands,
  type Handler,
  type Handlers,
  type Parsed,
  TOPICS,
  type TopicName,
  type TopicSource,
  type TopicSources,
} from '../contract.ts';
import { AppError } from '../errors.ts';
import type { ServerTransport } from './frames.ts';

/** At most four events a second for one subscription. */
export const EVENT_INTERVAL_MS = 250;
/** A screen has a handful of calls open; a page that asks for thousands is broken. */
export const MAX_OPEN = 256;

export interface RpcService {
  handlers: Handlers;
  topics: TopicSources;
  /** Told of every error that is not one of the application's own. */
  onInternalError?: (error: unknown) => void;
}

/**
 * Answers one connection until it closes; then every running call is aborted and every
 * subscription ended. Unknown commands, topics and frames get an error; what has no id to
 * answer, or reuses an open one, closes the connection.
 */
export function serveRpc(transport: ServerTransport, service: RpcService): void {
  /** By the client's id: how to end that call or subscription. */
  const open = new Map<number, () => void>();

  const fail = (id: number, error: unknown) => {
    const known = AppError.from(error);
    if (known.code === 'internal') service.onInternalError?.(error);
    transport.send({ type: 'error', id, error: known.toWire() });
  };

  const call = async (id: number, command: unknown, input: unknown) => {
    const controller = new AbortController();
    const end = () => controller.abort();
    open.set(id, end);
    try {
      const value = await invoke(service.handlers, { command, input, signal: controller.signal });
      if (open.get(id) === end) transport.send({ type: 'result', id, value: value ?? null });
    } catch (error) {
      if (open.get(id) === end) fail(id, error);
    } finally {
      if (open.get(id) === end) open.delete(id);
    }
  };

  const subscribe = (id: number, topic: unknown) => {
    const source = findTopic(service.topics, topic);
    if (!source) return fail(id, new AppError('invalid_input', 'There is no such topic.'));
    try {
      const end = follow(source, (value) => transport.send({ type: 'event', id, value }));
      open.set(id, end);
    } catch (error) {
      fail(id, error);
    }
  };

  const begin = (frame: LooseFrame) => {
    if (open.has(frame.id)) return transport.close();
    if (open.size >= MAX_OPEN) return fail(frame.id, new AppError('busy', 'Too many requests at once.'));
    if (frame.type === 'call') void call(frame.id, frame.command, frame.input);
    else subscribe(frame.id, frame.topic);
  };

  const onFrame = (frame: unknown) => {
    if (!isLooseFrame(frame)) return transport.close();
    if (frame.type === 'call' || frame.type === 'subscribe') return begin(frame);
    if (frame.type === 'cancel') return open.get(frame.id)?.();
    if (frame.type !== 'unsubscribe') {
      return fail(frame.id, new AppError('invalid_input', 'There is no such request.'));
    }
    open.get(frame.id)?.();
    open.delete(frame.id);
  };

  const offFrame = transport.onFrame(onFrame);
  transport.onClose(() => {
    offFrame();
    const ends = [...open.values()];
    open.clear();
    for (const end of ends) end();
  });
}

interface LooseFrame {
  type: string;
  id: number;
  command?: unknown;
  input?: unknown;
  topic?: unknown;
}

function isLooseFrame(frame: unknown): frame is LooseFrame {
  if (typeof frame !== 'object' || frame === null) return false;
  const { type, id } = frame as Partial<LooseFrame>;
  return typeof type === 'string' && Number.isSafeInteger(id);
}

interface Invocation {
  command: unknown;
  input: unknown;
  signal: AbortSignal;
}

/** Checks the input against the contract and runs the handler. Throws AppError `invalid_input`. */
async function invoke(handlers: Handlers, { command, input, signal }: Invocation): Promise<unknown> {
  if (!isCommand(command)) throw new AppError('invalid_input', 'There is no such command.');
  return await run(handlers, command, { input, signal });
}

async function run<C extends CommandName>(
  handlers: Handlers,
  command: C,
  { input, signal }: Omit<Invocation, 'command'>,
): Promise<unknown> {
  const parsed = commands[command].safeParse(input);
  if (!parsed.success) throw new AppError('invalid_input', describeIssue(parsed.error.issues[0]));
  // A mapped type's member is not narrowed by a generic key, so the pair is stated once here.
  const handler = handlers[command] as Handler<C>;
  return await handler(parsed.data as Parsed<C>, { signal });
}

function isCommand(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}

/** Names the field and never the value, which may be what a person typed. */
function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return 'The request has a field that is not known.';
  const field = issue?.path.map(String).join('.');
  return field ? `The field “${field}” is missing or not valid.` : 'The request is not valid.';
}

function findTopic(topics: TopicSources, name: unknown): TopicSource<unknown> | null {
  return TOPICS.includes(name as TopicName) ? topics[name as TopicName] : null;
}

/** The current state at once, then the latest state at most once an interval; the last is never lost. */
function follow(source: TopicSource<unknown>, send: (value: unknown) => void): () => void {
  let waiting: { value: unknown } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const emit = (value: unknown) => {
    send(value ?? null);
    timer = setTimeout(() => {
      timer = null;
      const next = waiting;
      waiting = null;
      if (next) emit(next.value);
    }, EVENT_INTERVAL_MS);
  };
  const unsubscribe = source.subscribe((value) => {
    if (timer) waiting = { value };
    else emit(value);
  });
  emit(source.current());

  return () => {
    unsubscribe();
    if (timer) clearTimeout(timer);
  };
}
