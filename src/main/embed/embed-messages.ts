import type { WireError } from '../../shared/errors.ts';

/** What the application tells the embedding process. Crosses as structured clone. */
export type ToEmbedProcess =
  | { type: 'load'; modelDir: string; modelId: string; threads: number; batchSize: number }
  | { type: 'embed'; id: number; kind: EmbedKind; texts: string[] }
  | { type: 'cancel'; id: number }
  | { type: 'stop' };

export type FromEmbedProcess =
  | { type: 'ready'; provider: string }
  /** The model can't be used; the process ends. */
  | { type: 'failed'; error: WireError }
  /** One row of `dimensions` floats a text, in the order of the texts, end to end. */
  | { type: 'vectors'; id: number; vectors: Float32Array }
  | { type: 'error'; id: number; error: WireError };

/** A query goes before every waiting passage. */
export type EmbedKind = 'passages' | 'query';
