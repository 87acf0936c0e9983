import { parentPort, workerData } from 'node:worker_threads';
import type { CodesWorkerData, ScanReply, ScanRequest } from './codes-protocol.ts';
import { createScanner } from './codes-scan.ts';

/** Scans the sign codes beside the main thread, which writes them; one request after the other. */
const { memory, dimensions } = workerData as CodesWorkerData;
const scan = createScanner(memory, dimensions);

parentPort?.on('message', (request: ScanRequest) => {
  const reply: ScanReply = { id: request.id, docNos: scan(request) };
  parentPort?.postMessage(reply);
});
