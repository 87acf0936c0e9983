import type { CollectionHealth, NodeState, ReplicaState } from '../../../shared/cluster.ts';
import type { EngineMode } from '../../../shared/model.ts';

/** The words of the engine's page, which an admin reads: exact terms where they are the shortest. */
export const engineStrings = {
  title: 'Search engine',
  modes: {
    memory: 'In memory',
    embedded: 'Built in',
    single: 'One Qdrant container',
    cluster: 'A cluster of Qdrant containers',
    binary: 'A Qdrant program',
    remote: 'A Qdrant server elsewhere',
  } satisfies Record<EngineMode, string>,
  states: {
    loading: 'being looked at…',
    absent: 'no servers yet',
    stopped: 'stopped',
    starting: 'starting',
    busy: 'being changed',
    healthy: 'healthy',
    degraded: 'working, with problems',
    failed: 'not working',
  },
  about: {
    memory: 'Everything is gone when the application closes.',
    embedded: 'The index is a file in the data folder. No servers are needed.',
    failed: 'What is wrong, and what can be done, is said below.',
    absent: 'Starting makes them; documents are then copied to them.',
    answer: (healthy: number, all: number) =>
      all === 1
        ? healthy === 1
          ? 'It answers.'
          : 'It does not answer.'
        : `${healthy} of ${all} nodes answer.`,
  },
  working: 'Working on it…',
  change: 'Change engine…',
  dashboard: 'Qdrant’s dashboard',
  newTab: '(opens in a new tab)',

  actions: {
    start: 'Start',
    stop: 'Stop',
    restart: 'Restart',
    restartAll: 'Restart all',
    addNode: 'Add a node',
    upgrade: 'Upgrade…',
    loadImage: 'Load an image…',
    remove: 'Remove…',
    check: 'Check again',
  },

  problems: 'Problems',
  severities: { error: 'Error', warning: 'Warning', info: 'For information' },
  todo: (what: string) => `What to do: ${what}.`,

  nodes: {
    title: 'Nodes',
    name: 'Name',
    state: 'State',
    memory: 'Memory',
    disk: 'Disk',
    version: 'Version',
    restarts: 'Restarts',
    shards: 'Shards',
    actions: 'Actions',
    of: (used: string, limit: string) => `${used} of ${limit}`,
    unknown: 'not known',
    restart: (node: string) => `Restart ${node}`,
    drain: (node: string) => `Take ${node} out…`,
    healthy: 'healthy',
    silent: 'does not answer',
  },
  nodeStates: {
    absent: 'not made yet',
    created: 'made, not started',
    starting: 'starting',
    running: 'running',
    restarting: 'restarting',
    stopped: 'stopped',
    unreachable: 'not reachable',
  } satisfies Record<NodeState, string>,

  collection: {
    title: 'Collection',
    name: 'Name',
    state: 'State',
    points: 'Points',
    layout: 'Layout',
    layoutOf: (shards: string, replicas: string) => `${shards}, ${replicas} of each`,
    optimizing: 'Optimisation',
    notOptimizing: 'nothing to do',
  },
  collectionStates: {
    green: 'ready',
    yellow: 'being optimised; searches go on meanwhile',
    grey: 'waits to be optimised',
    red: 'has an error',
    missing: 'not there yet; it comes with the first document',
  } satisfies Record<CollectionHealth, string>,
  shards: {
    title: 'Shards and their copies',
    shard: (shard: number) => `Shard ${shard}`,
    none: 'no copy',
    copy: (state: string, points: string | null) => (points === null ? state : `${state}, ${points}`),
    legend: 'Letters',
  },
  replicas: {
    active: ['A', 'active'],
    dead: ['D', 'dead: behind and not used'],
    partial: ['P', 'partial: being filled'],
    initializing: ['I', 'initializing'],
    listener: ['L', 'listener: written to, not read'],
    recovery: ['R', 'recovery: being repaired'],
    resharding: ['S', 'resharding'],
    other: ['?', 'in another state'],
  } satisfies Record<ReplicaState, readonly [letter: string, words: string]>,

  logs: {
    title: 'Logs',
    all: 'All nodes',
    node: 'Node',
    pause: 'Pause',
    resume: 'Go on',
    end: 'Go to the end',
    empty: 'No lines yet.',
    paused: 'Paused. New lines are fetched when it goes on.',
    live: 'New lines come by themselves.',
  },

  plan: {
    title: 'What an index of a size needs',
    documents: 'Number of documents',
    quantized: 'Quantized vectors: less memory, answers still scored exactly',
    invalid: 'Write a whole number.',
    memory: 'Memory',
    disk: 'Disk',
    cores: 'Processor cores',
    nodes: 'Nodes',
    shards: 'Shards',
    passages: 'Passages',
    copies: 'Copies of each',
    summary: (memory: string, disk: string, cores: string) =>
      `About ${memory} of memory, ${disk} of disk and ${cores}.`,
  },

  settings: 'Settings of the engine',
  otherSettings: 'Reading and embedding',
} as const;
