import type { Handlers, TopicSources } from '../contract.ts';
import type { JobProgress } from '../model.ts';
import { createRpcClient } from './client.ts';
import type { ServerFrame } from './frames.ts';
import { memoryPair } from './memory.ts';
import { serveRpc } from './server.ts';

/** For the tests of client and server: the two of them joined, over a few invented handlers. */
const sampleHandlers = {
  'folders.sample': () => ({ path: '/sample' }),
  'ingest.pause': () => null,
} as Partial<Handlers>;

/** A topic whose state the test sets. */
function topicState<T>(value: T) {
  const listeners = new Set<(value: T) => void>();
  return {
    listeners,
    set: (next: T) => {
      value = next;
      for (const listener of listeners) listener(next);
    },
    source: {
      current: () => value,
      subscribe: (listener: (value: T) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}

export const auditing = (found: number) => ({ found, bytes: 0 });

export function connect(handlers: Partial<Handlers> = sampleHandlers) {
  const topic = topicState<{ found: number; bytes: number } | null>(null);
  const progress = topicState<JobProgress | null>(null);
  const topics = {
    'ingest.auditing': topic.source,
    'ingest.progress': progress.source,
  } as Partial<TopicSources>;
  const internalErrors: unknown[] = [];
  const onInternalError = (error: unknown) => internalErrors.push(error);
  const open = () => {
    const pair = memoryPair();
    serveRpc(pair.server, {
      handlers: handlers as Handlers,
      topics: topics as TopicSources,
      onInternalError,
    });
    return pair;
  };
  const pair = open();
  const client = createRpcClient();
  client.attach(pair.client);
  return { client, pair, topic, open, internalErrors };
}

/** Sends what no client of ours would, and collects the answers. */
export function rawConnection(handlers: Partial<Handlers> = sampleHandlers) {
  const { open } = connect(handlers);
  const { client: transport } = open();
  const answers: ServerFrame[] = [];
  let closings = 0;
  transport.onFrame((frame) => answers.push(frame));
  transport.onClose(() => {
    closings += 1;
  });
  return { answers, closings: () => closings, send: (frame: unknown) => transport.send(frame as never) };
}

/** Frames in memory arrive by microtasks, and a test may have replaced the timers. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await null;
}
