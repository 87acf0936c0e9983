import type { CapacityPlan } from '../../../shared/cluster.ts';
import { AppError } from '../../../shared/errors.ts';
import { countInWords, sizeInWords } from '../diagnosis/in-words.ts';
import {
  GIGABYTE,
  type Needs,
  TABLE_DIMENSIONS,
  TABLE_VECTORS_PER_DOCUMENT,
  tableNeeds,
  vectorMemoryChange,
} from './plan-table.ts';

export interface PlanRequest {
  documents: number;
  /** Whether int8 codes of the vectors are kept in memory. */
  quantized: boolean;
  /** What this index has come to so far, on one copy. */
  measured?: Measured;
  /** Wanted copies of each shard; two or more ask for a cluster. */
  replicas?: number;
  /** Of the model's vectors. */
  dimensions?: number;
}

export interface Measured {
  documents: number;
  vectors: number;
  diskBytes: number;
  /** Texts that are kept beside it and not part of `diskBytes`. */
  textBytes?: number;
}

/** Fewer are no fair sample of the rest. */
export const LEAST_MEASURED = 100;
/** Segments are written anew while they are optimised, and a snapshot has to fit beside them. */
const DISK_HEADROOM = 2;
const EMBEDDED_VECTORS = 1_000_000;
/** What one node serves well. */
const NODE_VECTORS = 5_000_000;
const CLUSTER_NODES = 3;
const CLUSTER_REPLICAS = 2;
const LEAST_RAM_GB = 2;
const DISK_STEP_GB = 10;
const LEAST_NODE_CORES = 2;
/** Sizes that machines and limits have. */
const RAM_STEPS_GB = [2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];

/** What an index of a size needs: memory, disk and cores of all nodes together. Rejects a count below 0. */
export function planCapacity(request: PlanRequest): CapacityPlan {
  check(request);
  const sample = usable(request.measured);
  const vectors = Math.round(
    request.documents * (sample ? sample.vectors / sample.documents : TABLE_VECTORS_PER_DOCUMENT),
  );
  const layout = layoutFor(vectors, request.replicas);
  const needs = needsOf(vectors, request, sample);
  const { nodes, replicas } = layout;
  return {
    documents: request.documents,
    vectors,
    quantized: request.quantized,
    ramBytes: nodes * ramStep((needs.ramBytes * replicas) / nodes),
    diskBytes: nodes * diskStep((needs.diskBytes * replicas) / nodes),
    cores: Math.max(needs.cores, nodes * LEAST_NODE_CORES),
    ...layout,
    basis: basisOf(request, sample),
  };
}

function check({ documents, replicas, dimensions }: PlanRequest): void {
  const counts = [documents, replicas ?? 1, dimensions ?? 1];
  if (counts.every((count) => Number.isFinite(count) && count >= 0) && replicas !== 0 && dimensions !== 0)
    return;
  throw new AppError(
    'invalid_input',
    'A plan needs a number of documents, and at least one copy and dimension.',
  );
}

function usable(measured: Measured | undefined): Measured | null {
  return measured && measured.documents >= LEAST_MEASURED && measured.vectors > 0 ? measured : null;
}

type Layout = Pick<CapacityPlan, 'mode' | 'nodes' | 'shards' | 'replicas' | 'reason'>;

function layoutFor(vectors: number, wanted: number | undefined): Layout {
  const copies = wanted ?? 1;
  if (copies < 2 && vectors <= EMBEDDED_VECTORS) return { ...ONE, mode: 'embedded', reason: EMBEDDED_REASON };
  if (copies < 2 && vectors <= NODE_VECTORS) return { ...ONE, mode: 'single', reason: SINGLE_REASON };
  const replicas = wanted ?? CLUSTER_REPLICAS;
  const nodes = Math.max(CLUSTER_NODES, replicas, Math.ceil((vectors * replicas) / NODE_VECTORS));
  // Shards can't be cut in two later, but they can be moved to nodes that are added.
  const shards = vectors > NODE_VECTORS ? nodes * 2 : nodes;
  return { mode: 'cluster', nodes, shards, replicas, reason: clusterReason(vectors, replicas) };
}

const ONE = { nodes: 1, shards: 1, replicas: 1 };
const EMBEDDED_REASON =
  'Up to about 1 million vectors the embedded engine is fast enough and needs nothing to be installed.';
const SINGLE_REASON =
  'More than about 1 million vectors are searched faster by a Qdrant server, and one serves about 5 million.';

function clusterReason(vectors: number, replicas: number): string {
  const survives =
    replicas > 1 ? ` and ${replicas} copies of everything survive the loss of ${lost(replicas)}` : '';
  return vectors > NODE_VECTORS
    ? `More than about 5 million vectors are spread over several nodes${survives}.`
    : `It has to go on when a node is lost: ${replicas} copies of everything survive the loss of ${lost(replicas)}.`;
}

const lost = (replicas: number) => (replicas === 2 ? 'one node' : `${replicas - 1} nodes`);

function needsOf(vectors: number, request: PlanRequest, sample: Measured | null): Needs {
  const table = tableNeeds(vectors);
  const dimensions = request.dimensions ?? TABLE_DIMENSIONS;
  return {
    ramBytes: table.ramBytes + vectorMemoryChange(vectors, dimensions, request.quantized),
    diskBytes: sample ? measuredDisk(vectors, sample, request.quantized ? dimensions : 0) : table.diskBytes,
    cores: table.cores,
  };
}

/** Codes are kept on disk, too. */
function measuredDisk(vectors: number, sample: Measured, codeBytes: number): number {
  return vectors * (bytesPerVector(sample) + codeBytes) * DISK_HEADROOM;
}

function bytesPerVector({ diskBytes, textBytes = 0, vectors }: Measured): number {
  return (diskBytes + textBytes) / vectors;
}

function ramStep(bytes: number): number {
  const gb = Math.max(LEAST_RAM_GB, bytes / GIGABYTE);
  const largest = 256;
  return (RAM_STEPS_GB.find((step) => gb <= step) ?? Math.ceil(gb / largest) * largest) * GIGABYTE;
}

function diskStep(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / GIGABYTE / DISK_STEP_GB)) * DISK_STEP_GB * GIGABYTE;
}

function basisOf({ measured }: PlanRequest, sample: Measured | null): string {
  if (sample) {
    const each = (sample.vectors / sample.documents).toFixed(1);
    const size = sizeInWords(bytesPerVector(sample));
    return `An estimate from the ${countInWords(sample.documents)} documents of this index: ${each} vectors a document and ${size} a vector on disk, twice as much for optimising and a snapshot; memory and cores by the table of sizes.`;
  }
  const why =
    measured && measured.documents > 0
      ? `${countInWords(measured.documents)} documents are too few to measure`
      : 'nothing has been measured on this index yet';
  return `An estimate from the table of sizes, with ${TABLE_VECTORS_PER_DOCUMENT} vectors a document, as ${why}.`;
}
