import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { ToEmbedProcess } from '../embed/embed-messages.ts';
import { parentPort } from '../embed/embed-port.ts';
import { invalid, loadManifest, type Manifest, verifyModel } from '../embed/model.ts';
import { createRunQueue, type RunQueue } from '../embed/run-queue.ts';
import { TOKENS_A_RUN } from '../embed/runs.ts';
import { openSession } from '../embed/session.ts';
import { createTokenizer, type Tokenizer } from '../embed/tokenizer.ts';

/**
 * The embedding model in a process of its own: a run of onnxruntime can't be interrupted inside the
 * application's process without aborting all of it, while this process may be killed at any moment.
 */

type Load = Extract<ToEmbedProcess, { type: 'load' }>;

const parent = parentPort();
let queue: RunQueue | null = null;
/** What came in while the model was loading. */
const early: ToEmbedProcess[] = [];

// Runs are synchronous, so when a message is being handled none is under way and exiting is safe.
parent.listen(onMessage, () => process.exit(0));
// Ctrl-C and a service's stop reach every process of the group: the parent decides when this one ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

function onMessage(message: ToEmbedProcess): void {
  if (message.type === 'stop') process.exit(0);
  if (message.type === 'load') void load(message);
  else if (queue) handle(queue, message);
  else early.push(message);
}

function handle(ready: RunQueue, message: ToEmbedProcess): void {
  if (message.type === 'embed') ready.add(message);
  if (message.type === 'cancel') ready.cancel(message.id);
}

async function load(message: Load): Promise<void> {
  try {
    const { modelDir, modelId, threads, batchSize } = message;
    const manifest = loadManifest(modelDir, modelId);
    await verifyModel(modelDir, manifest);
    const tokenizer = loadTokenizer(modelDir, manifest);
    const session = await openSession({ modelDir, manifest, threads });
    const limits = { maxSequences: batchSize, maxTokens: TOKENS_A_RUN };
    const ready = createRunQueue(
      { manifest, tokenizer, session, limits },
      {
        onVectors: (id, vectors) => parent.send({ type: 'vectors', id, vectors }),
        onError: (id, error) => parent.send({ type: 'error', id, error: AppError.from(error).toWire() }),
      },
    );
    parent.send({ type: 'ready', provider: session.provider });
    queue = ready;
    for (const waiting of early.splice(0)) handle(ready, waiting);
  } catch (error) {
    // The parent ends this process when it has read the message.
    parent.send({ type: 'failed', error: AppError.from(error).toWire() });
  }
}

function loadTokenizer(modelDir: string, manifest: Manifest): Tokenizer {
  try {
    const json: unknown = JSON.parse(readFileSync(join(modelDir, manifest.id, 'tokenizer.json'), 'utf8'));
    return createTokenizer(json, manifest.maxTokens);
  } catch (cause) {
    throw invalid(manifest.id, "its tokenizer.json can't be used", cause);
  }
}
