/**
 * Texts to unit vectors, in a process of its own (see workers/embed.process.ts).
 * Batches of an intake and single queries share the model: a query goes before the next batch.
 */
export interface Embedder {
  readonly model: ModelInfo;
  state(): EmbedderState;
  /** Resolves when the model answers; rejects with `model_invalid` when it can't be loaded. */
  ready(): Promise<void>;
  /**
   * Passages to vectors, in the order given; rows of `dimensions` floats, L2-normalised.
   * Texts longer than the model's window are cut. Rejects with `cancelled` on abort and with
   * `busy`-like retryable errors when the process had to be replaced.
   */
  embedPassages(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** One query to a vector; at most one batch's time late during an intake. */
  embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array>;
  onStateChange(listener: (state: EmbedderState) => void): () => void;
  /** Stops cooperatively, then kills after a grace time. */
  close(): Promise<void>;
}

export type EmbedderState = 'loading' | 'ready' | 'failed' | 'stopped';

export interface ModelInfo {
  id: string;
  /** sha256 of model.onnx: with the id it is the model revision that a collection belongs to. */
  sha256: string;
  dimensions: number;
}
