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
  return new Client();
}

class Client implements RpcClient {
  #transport: ClientTransport | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #watchers = new Set<(connected: boolean) => void>();

  connected() {
    return this.#transport !== null;
  }

  onConnection(watcher: (connected: boolean) => void) {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  attach(next: ClientTransport) {
    const previous = this.#transport;
    if (previous) this.#lost(previous);
    previous?.close();
    this.#transport = next;
    next.onFrame((frame) => this.#onFrame(frame));
    next.onClose(() => this.#lost(next));
    for (const [id, { topic }] of this.#subscriptions) next.send({ type: 'subscribe', id, topic });
    this.#announce();
  }

  async call<C extends CommandName>(command: C, input: Input<C>, signal?: AbortSignal): Promise<Results[C]> {
    if (signal?.aborted) throw cancelled();
    const transport = this.#transport;
    if (!transport) throw disconnected();
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const abort = () => {
      this.#pending.delete(id);
      transport.send({ type: 'cancel', id });
      reject(cancelled());
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#pending.set(id, { resolve, reject });
    transport.send({ type: 'call', id, command, input });
    try {
      // Both sides are built from the one contract, so the result of C is Results[C].
      return (await promise) as Results[C];
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  subscribe<T extends TopicName>(topic: T, listener: (value: Topics[T]) => void) {
    const id = this.#nextId++;
    this.#subscriptions.set(id, { topic, listener: listener as (value: unknown) => void });
    this.#transport?.send({ type: 'subscribe', id, topic });
    return () => {
      if (this.#subscriptions.delete(id)) this.#transport?.send({ type: 'unsubscribe', id });
    };
  }

  #onFrame(frame: ServerFrame) {
    if (frame.type === 'event') return this.#subscriptions.get(frame.id)?.listener(frame.value);
    const call = this.#pending.get(frame.id);
    if (!call) return;
    this.#pending.delete(frame.id);
    if (frame.type === 'result') call.resolve(frame.value);
    else call.reject(AppError.fromWire(frame.error));
  }

  #lost(closed: ClientTransport) {
    if (this.#transport !== closed) return;
    this.#transport = null;
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of calls) call.reject(disconnected());
    this.#announce();
  }

  #announce() {
    for (const watcher of this.#watchers) watcher(this.connected());
  }
}

const disconnected = () => new AppError('disconnected', 'The connection to the application was lost.');
const cancelled = () => new AppError('cancelled', 'Cancelled.');
