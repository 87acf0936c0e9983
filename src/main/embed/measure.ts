import type { Embedder } from './embedder.ts';

const MEASURED_PASSAGES = 16;

/** Passages a second on some of the very passages; null when the model can't be had. */
export async function measureEmbedding(
  embedder: Pick<Embedder, 'ready' | 'embedPassages'>,
  passages: string[],
  signal: AbortSignal,
): Promise<number | null> {
  try {
    await embedder.ready();
    const some = passages.slice(0, MEASURED_PASSAGES);
    const startedAt = performance.now();
    await embedder.embedPassages(some, signal);
    return some.length / ((performance.now() - startedAt) / 1000);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
