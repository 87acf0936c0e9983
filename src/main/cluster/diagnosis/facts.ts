import type { EngineMode } from '../../../shared/model.ts';
import type { Fault, Observation, ObservedNode } from '../backend.ts';
import type { ClusterFacts, CollectionFacts, ShardFacts } from '../nodes/node-facts.ts';

/** All that diagnosis knows; it asks nobody itself. Null is unknown everywhere. */
export interface DiagnosisFacts {
  mode: EngineMode;
  /** As process.platform has it: what to type depends on it. */
  platform: string;
  observation: Observation;
  /** By node of the observation; a node that was not asked has none. */
  answers: NodeAnswers[];
  /** The version that the application's own servers should have: the pinned image's. */
  wantedVersion: string | null;
  /** The version of Qdrant that the client library is made for. */
  clientVersion: string;
  /** The model that texts and queries are embedded with. */
  wantedModel: ModelIdentity | null;
  /** What the collection says of the vectors that it holds. */
  storedModel: ModelIdentity | null;
}

export interface ModelIdentity {
  name: string | null;
  dimensions: number | null;
  revision: string | null;
}

/** What one node's API said. */
export interface NodeAnswers {
  node: string;
  /** Why its API could not be asked at all; null when it answered. */
  failure: { fault: Fault; cause: string } | null;
  /** As it last said; kept while it does not answer, so that others' words about it can be understood. */
  peerId: string | null;
  version: string | null;
  /** Whether it has loaded what it stores. */
  ready: boolean | null;
  cluster: ClusterFacts | null;
  collection: CollectionFacts | 'missing' | null;
  shards: ShardFacts | null;
  /** Optimisations at work, in words of Qdrant. */
  optimizing: string[];
  /** Its clock less ours, by the Date header of its answer. */
  clockOffsetMs: number | null;
  /** How long a small write takes until it is on its disk. */
  writeMs: number | null;
  freeDiskBytes: number | null;
  /** Whether it serves Qdrant's dashboard. */
  dashboard: boolean;
}

/** A node as seen from outside, with what it said itself. */
export interface NodeView {
  name: string;
  observed: ObservedNode;
  answers: NodeAnswers | null;
  /** Its API answers. */
  answering: boolean;
}

export function nodeViews(facts: Pick<DiagnosisFacts, 'observation' | 'answers'>): NodeView[] {
  const byName = new Map(facts.answers.map((answers) => [answers.node, answers]));
  return facts.observation.nodes.map((observed) => {
    const answers = byName.get(observed.name) ?? null;
    return {
      name: observed.name,
      observed,
      answers,
      answering: answers !== null && answers.failure === null,
    };
  });
}

/** Whether the application runs the servers itself, in containers. */
export function inContainers(mode: EngineMode): boolean {
  return mode === 'single' || mode === 'cluster';
}
