import type { ClientTransport, ServerFrame, ServerTransport, Transport } from './frames.ts';

export interface MemoryPair {
  client: ClientTransport;
  server: ServerTransport;
}

/**
 * Two ends in one process. Frames go through JSON and arrive later, as they would over a
 * socket, so that nothing works here that would not work there.
 */
export function memoryPair(): MemoryPair {
  const toServer = oneWay();
  const toClient = oneWay();
  const closers = new Set<() => void>();
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    for (const closer of [...closers]) closer();
  };
  const end = <Out, In>(out: OneWay, into: OneWay): Transport<Out, In> => ({
    send: (frame) => {
      if (!open) return;
      const text = JSON.stringify(frame);
      queueMicrotask(() => {
        if (open) out.deliver(JSON.parse(text));
      });
    },
    onFrame: (listener) => into.listen(listener as (frame: unknown) => void),
    onClose: (listener) => {
      closers.add(listener);
      return () => closers.delete(listener);
    },
    close,
  });
  return { client: end(toServer, toClient), server: end<ServerFrame, unknown>(toClient, toServer) };
}

interface OneWay {
  deliver(frame: unknown): void;
  listen(listener: (frame: unknown) => void): () => void;
}

function oneWay(): OneWay {
  const listeners = new Set<(frame: unknown) => void>();
  return {
    deliver: (frame) => {
      for (const listener of [...listeners]) listener(frame);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
