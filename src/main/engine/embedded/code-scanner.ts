import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { entryUrl } from '../../entry-url.ts';
import type { CodesWorkerData, ScanReply, ScanRequest } from '../../workers/codes-protocol.ts';
import { createScanner } from '../../workers/codes-scan.ts';

export interface CodeScanner {
  /** Documents of the nearest codes; one scan at a time. Rejects with `internal` when the thread fails. */
  scan(request: Scan): Promise<Uint32Array>;
  close(): Promise<void>;
}

type Scan = Omit<ScanRequest, 'id'>;

/** Up to here a scan (about 10 ns a row) is done in place: waking a thread takes longer. */
const IN_PLACE_ROWS = 250_000;

export function createCodeScanner(data: CodesWorkerData): CodeScanner {
  const thread = createScanThread(data);
  let here: ((request: Scan) => Uint32Array) | null = null;
  return {
    async scan(request) {
      if (request.rows > IN_PLACE_ROWS) return thread.scan(request);
      here ??= createScanner(data.memory, data.dimensions);
      return here(request);
    },
    close: () => thread.close(),
  };
}

interface Waiting {
  resolve(docNos: Uint32Array): void;
  reject(error: AppError): void;
}

/** The thread that scans codes; started with the first question, again after it died. */
function createScanThread(data: CodesWorkerData): CodeScanner {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 1;

  function failAll(error: AppError): void {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(entryUrl('codes.worker'), { workerData: data });
    started.on('message', ({ id, docNos }: ScanReply) => {
      waiting.get(id)?.resolve(docNos);
      waiting.delete(id);
      // Idle, it does not keep the process alive.
      if (waiting.size === 0) started.unref();
    });
    started.on('error', (cause) =>
      failAll(new AppError('internal', 'Searching by meaning stopped.', { cause })),
    );
    started.on('exit', () => {
      if (worker === started) failAll(new AppError('cancelled', 'Searching by meaning was stopped.'));
    });
    return started;
  }

  return {
    scan(request) {
      worker ??= start();
      const running = worker;
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        running.ref();
        running.postMessage({ ...request, id } satisfies ScanRequest);
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}
