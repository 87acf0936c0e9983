import type { CommandName, Input, Results, TopicName, Topics } from '../contract.ts';
import { AppError } from '../errors.ts';
import type { ClientTransport, ServerFrame } from './frames.ts';

export interface RpcClient {
  /**
   * Rejects with the AppError of the other side, `cancelled` once the signal aborts, or
   * `disconnected` without a connection.
   */
  call<C extends CommandName>(command: C, input: Input<C>, signal?: AbortSignal): Promise<Results[C]>;
  /** The current state first. Survives a lost connection: it is made again on the next one. */
  subscribe<T extends TopicName>(topic: T, listener: (value: Topics[T]) => void): () => void;
  /** Uses this connection from now on; the one before, if any, is closed. */
  attach(transport: ClientTransport): void;
  connected(): boolean;
  onConnection(listener: (connected: boolean) => void): () => void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

interface Subscription {
  topic: TopicName;
  listener: (value: unknown) => void;
}

/** The caller's end of the contract, over whatever transport is attached at the moment. */
export function createRpcClient(): RpcClient {
  let transport: ClientTransport | null = null;
  let nextId = 1;
  const pending = new Map<number, Pending>();
  const subscriptions = new Map<number, Subscription>();
  const watchers = new Set<(connected: boolean) => void>();

  const announce = () => {
    for (const watcher of watchers) watcher(transport !== null);
  };

  const onFrame = (frame: ServerFrame) => {
    if (frame.type === 'event') return subscriptions.get(frame.id)?.listener(frame.value);
    const call = pending.get(frame.id);
    if (!call) return;
    pending.delete(frame.id);
    if (frame.type === 'result') call.resolve(frame.value);
    else call.reject(AppError.fromWire(frame.error));
  };

  const lost = (closed: ClientTransport) => {
    if (transport !== closed) return;
    transport = null;
    const calls = [...pending.values()];
    pending.clear();
    for (const call of calls) call.reject(disconnected());
    announce();
  };

  const attach = (next: ClientTransport) => {
    const previous = transport;
    if (previous) lost(previous);
    previous?.close();
    transport = next;
    next.onFrame(onFrame);
    next.onClose(() => lost(next));
    for (const [id, { topic }] of subscriptions) next.send({ type: 'subscribe', id, topic });
    announce();
  };

  const send = (command: CommandName, input: unknown, signal?: AbortSignal) =>
    new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      if (!transport) return reject(disconnected());
      const id = nextId++;
      const abort = () => {
        pending.delete(id);
        transport?.send({ type: 'cancel', id });
        reject(cancelled());
      };
      const settled = () => signal?.removeEventListener('abort', abort);
      signal?.addEventListener('abort', abort, { once: true });
      pending.set(id, {
        resolve: (value) => {
          settled();
          resolve(value);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      transport.send({ type: 'call', id, command, input });
    });

  const subscribe = (topic: TopicName, listener: (value: unknown) => void) => {
    const id = nextId++;
    subscriptions.set(id, { topic, listener });
    transport?.send({ type: 'subscribe', id, topic });
    return () => {
      if (subscriptions.delete(id)) transport?.send({ type: 'unsubscribe', id });
    };
  };

  return {
    // Both sides are built from the one contract, so the result of C is Results[C].
    call: (command, input, signal) => send(command, input, signal) as Promise<never>,
    subscribe: (topic, listener) => subscribe(topic, listener as (value: unknown) => void),
    attach,
    connected: () => transport !== null,
    onConnection: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

const disconnected = () => new AppError('disconnected', 'The connection to the application was lost.');
const cancelled = () => new AppError('cancelled', 'Cancelled.');
