import { parentPort } from 'node:worker_threads';
import type { ParseTask } from './protocol.ts';
import { readTask } from './read-task.ts';

/**
 * Entry of a parse thread: one task in, one outcome out, nothing else. What the parser libraries
 * print or leave rejected ends here: the first is dropped, the second ends the thread (the pool
 * replaces it), since its state is not to be trusted.
 */
const port = parentPort;
if (port === null) throw new Error('parse.worker runs as a worker thread only');

for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
  console[method] = () => undefined;
process.removeAllListeners('warning');

port.on('message', (task: ParseTask) => {
  void readTask(task).then((outcome) => port.postMessage(outcome));
});

// The time allowed for a document starts here, not while modules load.
port.postMessage('ready');
