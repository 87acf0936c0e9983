import { AppError } from '../../shared/errors.ts';
import type { EmbedKind } from './embed-messages.ts';
import type { EmbedPort } from './embed-port.ts';

/** What was asked and not answered yet, whichever process will answer it. */
export interface Requests {
  add(asked: Asked, signal?: AbortSignal): Promise<Float32Array>;
  resolve(id: number, vectors: Float32Array): void;
  reject(id: number, error: AppError): void;
  rejectAll(error: AppError): void;
  /** A process is ready: everything waiting goes to it. */
  attach(port: Pick<EmbedPort, 'send'>): void;
  /** The process died: what it was doing waits for the next, or is given up after the third time. */
  detach(): void;
  pending(): number;
}

export interface Asked {
  kind: EmbedKind;
  texts: string[];
}

interface Request extends Asked {
  id: number;
  sent: boolean;
  deaths: number;
  settle: PromiseWithResolvers<Float32Array>;
  signal: AbortSignal | undefined;
  onAbort: () => void;
}

/** One being worked on and one ready to follow: the process never idles and holds little. */
const PARTS_AHEAD = 2;
const MAX_DEATHS = 3;

export function createRequests(): Requests {
  // A Map keeps the order of asking.
  const requests = new Map<number, Request>();
  let port: Pick<EmbedPort, 'send'> | null = null;
  let lastId = 0;

  function take(id: number): Request | undefined {
    const request = requests.get(id);
    requests.delete(id);
    request?.signal?.removeEventListener('abort', request.onAbort);
    return request;
  }

  function rejectOne(id: number, error: AppError): void {
    take(id)?.settle.reject(error);
    sendWaiting();
  }

  function cancel(id: number): void {
    if (requests.get(id)?.sent) port?.send({ type: 'cancel', id });
    rejectOne(id, new AppError('cancelled', 'Cancelled.'));
  }

  function sendWaiting(): void {
    if (!port) return;
    let ahead = 0;
    for (const request of requests.values()) {
      const { id, kind, texts } = request;
      if (kind === 'passages') ahead += 1;
      if (request.sent || (kind === 'passages' && ahead > PARTS_AHEAD)) continue;
      request.sent = true;
      port.send({ type: 'embed', id, kind, texts });
    }
  }

  /** A passage part behind another had not been begun, so the death is not held against it. */
  function suspects(): Request[] {
    const sent = [...requests.values()].filter((request) => request.sent);
    const begun = sent.find((request) => request.kind === 'passages');
    return sent.filter((request) => request.kind === 'query' || request === begun);
  }

  return {
    add(asked, signal) {
      if (signal?.aborted) return Promise.reject(new AppError('cancelled', 'Cancelled.'));
      const id = ++lastId;
      const settle = Promise.withResolvers<Float32Array>();
      const onAbort = () => cancel(id);
      signal?.addEventListener('abort', onAbort, { once: true });
      requests.set(id, { ...asked, id, sent: false, deaths: 0, settle, signal, onAbort });
      sendWaiting();
      return settle.promise;
    },
    resolve(id, vectors) {
      take(id)?.settle.resolve(vectors);
      sendWaiting();
    },
    reject: rejectOne,
    rejectAll(error) {
      port = null;
      for (const id of [...requests.keys()]) take(id)?.settle.reject(error);
    },
    attach(next) {
      port = next;
      sendWaiting();
    },
    detach() {
      port = null;
      for (const request of suspects()) request.deaths += 1;
      for (const request of [...requests.values()]) {
        request.sent = false;
        if (request.deaths < MAX_DEATHS) continue;
        rejectOne(request.id, new AppError('busy', 'The embedding process ended while it worked on this.'));
      }
    },
    pending: () => requests.size,
  };
}
