import { AppError } from '../shared/errors.ts';
import type { Backend, Report } from './cluster/backend.ts';
import type { ModelInfo } from './embed/embedder.ts';
import type { DocumentClaims, OpenIndex } from './engine/indexes.ts';
import { createQdrantEngine, type QdrantEngine } from './engine/qdrant/engine.ts';
import type { Log } from './log.ts';
import { openCollection } from './store/collections.ts';
import type { Db } from './store/database.ts';
import type { Settings } from './store/settings.ts';
import { createWorded, openIndex } from './store/worded.ts';

export interface QdrantIndexDeps {
  db: Db;
  model: ModelInfo;
  settings: Pick<Settings, 'get'>;
  /** Whether the application runs these servers as a cluster. */
  isCluster: boolean;
  /** Whether they should be up; servers that were stopped by hand stay so. */
  running(): boolean;
  report: Report;
  log: Log;
  onOpen(engine: QdrantEngine): void;
  /** This machine's name among those that feed the same servers; null when no other can. */
  claimant: string | null;
}

/** A machine that is switched off gives up what it had claimed after a day. */
const LEASE_MS = 24 * 3_600_000;

function claimsOf(engine: QdrantEngine, claimant: string): DocumentClaims {
  return {
    claim: (documentIds) => engine.claim(documentIds, claimant, LEASE_MS),
    release: (documentIds) => engine.release(documentIds, claimant),
  };
}

/** A node that is silent must not keep the others from being asked: what is missing comes up behind the searches. */
async function bringUp(backend: Backend, report: Report, signal: AbortSignal): Promise<void> {
  if (!(await backend.isAnswering().catch(() => false))) return backend.up(report, signal);
  // What is wrong shows in the servers' status.
  backend.up(report, signal).catch(() => {});
}

/** The index on Qdrant servers: brings them up first where the application runs them. */
export const openQdrantIndex =
  (backend: Backend, deps: QdrantIndexDeps): OpenIndex =>
  async (signal) => {
    const { db, model, settings } = deps;
    if (!deps.running()) {
      throw new AppError(
        'engine_unavailable',
        'The search engine is stopped; start it in Settings or with: cvi cluster up',
      );
    }
    if (model.sha256 === '') {
      throw new AppError(
        'model_invalid',
        'The embedding model can’t be read, and without it no collection can be made.',
      );
    }
    await bringUp(backend, deps.report, signal);
    const engine = await createQdrantEngine({
      connection: () => backend.connection(),
      collection: { model: model.id, revision: model.sha256, dimensions: model.dimensions },
      options: {
        shards: deps.isCluster ? settings.get('engine.shards') : 1,
        replicas: deps.isCluster ? settings.get('engine.replicas') : 1,
        quantization: settings.get('engine.quantization') === 'scalar' ? 'scalar' : 'none',
        batch: settings.get('engine.batch'),
      },
      log: deps.log,
    });
    deps.onOpen(engine);
    // What a collection holds is known by its own identity: one that was removed and made anew is empty.
    const indexNo = openIndex(db, `qdrant ${engine.identity}`);
    const { collectionNo } = openCollection(db, indexNo, model);
    return {
      engine,
      worded: createWorded(db, indexNo),
      ...{ collectionNo, name: engine.collection },
      knownVectors: (documents) => engine.vectorsOf(documents),
      complete: () => engine.switchAlias(),
      bulk: { begin: engine.beginBulk, end: (stop) => engine.endBulk(stop) },
      claims: deps.claimant === null ? null : claimsOf(engine, deps.claimant),
    };
  };
