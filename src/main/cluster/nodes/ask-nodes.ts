import type { Connection, Observation } from '../backend.ts';
import type { NodeAnswers } from '../diagnosis/facts.ts';
import { createNodeApi, type NodeApi } from './node-api.ts';
import type { Answer } from './node-fault.ts';

/** Asks every node of an observation that has an address, all at the same time; never fails. */
export function askNodes(
  observation: Observation,
  { apiKey }: Pick<Connection, 'apiKey'>,
  collection: string | null,
): Promise<NodeAnswers[]> {
  const asked = observation.nodes.filter((node) => node.url !== '' && node.state !== 'absent');
  return Promise.all(
    asked.map((node) =>
      askNode(node.name, createNodeApi({ url: node.url, apiKey, timeoutMs: 3000 }), collection),
    ),
  );
}

async function askNode(node: string, api: NodeApi, collection: string | null): Promise<NodeAnswers> {
  const identity = await api.identity();
  const [ready, cluster, clock, dashboard, inCollection, shards, optimizing] = await Promise.all([
    api.ready(),
    api.cluster(),
    api.clock(),
    api.dashboard(),
    collection === null ? null : api.collection(collection),
    collection === null ? null : api.shards(collection),
    collection === null ? null : api.optimizing(collection),
  ]);
  const clusterFacts = factsOf(cluster);
  return {
    node,
    failure: failureOf([identity, cluster]),
    peerId: clusterFacts?.peerId ?? null,
    version: factsOf(identity)?.version ?? null,
    ready: factsOf(ready),
    cluster: clusterFacts,
    collection: inCollection?.fault === null ? (inCollection.facts ?? 'missing') : null,
    shards: shards?.fault === null ? shards.facts : null,
    optimizing: optimizing ? (factsOf(optimizing) ?? []) : [],
    clockOffsetMs: factsOf(clock),
    writeMs: null,
    freeDiskBytes: null,
    dashboard: factsOf(dashboard) ?? false,
  };
}

function factsOf<T>(answer: Answer<T>): T | null {
  return answer.fault === null ? answer.facts : null;
}

/** The first thing in the way of asking it at all. */
function failureOf(answers: Answer<unknown>[]): NodeAnswers['failure'] {
  for (const answer of answers) {
    if (answer.fault !== null) return { fault: answer.fault, cause: answer.cause };
  }
  return null;
}
