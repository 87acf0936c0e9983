import type { Embedder } from './embed/embedder.ts';
import { measureEmbedding } from './embed/measure.ts';
import type { AuditDeps } from './ingest/audit.ts';
import type { Settings } from './store/settings.ts';

interface AuditSources extends Pick<AuditDeps, 'createPool' | 'exclude'> {
  settings: Settings;
  processors: number;
  embedder: Embedder;
}

/** What an audit works with, by the settings of the moment. */
export function auditDeps({
  settings,
  processors,
  embedder,
  ...rest
}: AuditSources): Omit<AuditDeps, 'onProgress'> {
  return {
    ...rest,
    chunking: settings.chunking(),
    maxBytes: settings.get('intake.maxFileMb') * 1_048_576,
    workers: settings.get('intake.workers') || Math.min(processors, 8),
    embeddingRate: (passages, signal) => measureEmbedding(embedder, passages, signal),
  };
}
