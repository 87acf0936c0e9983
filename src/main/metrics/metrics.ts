import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { ClusterStatus } from '../../shared/cluster.ts';
import type { Outcome, SearchResult, Status } from '../../shared/model.ts';

/**
 * What a running host reports to Prometheus: counts and durations, never a name, a path or a query.
 * Seconds and bytes, as Prometheus wants its units.
 */
export interface Metrics {
  /** Of what `render` gives: the text exposition format 0.0.4. */
  readonly contentType: string;
  searched(search: { seconds: number; mode: SearchResult['mode'] }): void;
  takenIn(outcome: Outcome, documents?: number): void;
  /** All metrics as text, with the state as it is given. */
  render(state: MetricsState): Promise<string>;
}

export interface MetricsState {
  status: Status;
  /** Null for an engine without servers. */
  cluster: ClusterStatus | null;
}

/** Seconds: from an answer that nobody waits for to one that everybody does. */
const SEARCH_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** A registry of its own, so that two hosts in one process do not count for each other. */
export function createMetrics(build: { version: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const seconds = new Histogram({
    name: 'cvi_search_seconds',
    help: 'Time from a query to its answer.',
    buckets: SEARCH_BUCKETS,
    registers,
  });
  const searches = new Counter({
    name: 'cvi_search_total',
    help: 'Queries answered, by words alone or by words and meaning.',
    labelNames: ['mode'],
    registers,
  });
  const intake = new Counter({
    name: 'cvi_intake_documents_total',
    help: 'Files taken in since the start of the process, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const info = new Gauge({
    name: 'cvi_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node'],
    registers,
  });
  info.set({ version: build.version, node: process.versions.node }, 1);
  const setState = stateGauges(registry);
  addProcessMetrics(registry);
  return {
    contentType: registry.contentType,
    searched(search) {
      seconds.observe(search.seconds);
      searches.inc({ mode: search.mode });
    },
    takenIn: (outcome, documents = 1) => intake.inc({ outcome }, documents),
    render(state) {
      setState(state);
      return registry.metrics();
    },
  };
}

/** Gauges that are set anew for every answer: a node that is gone leaves no series behind. */
function stateGauges(registry: Registry): (state: MetricsState) => void {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const byNode = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ['node'], registers: [registry] });
  const documents = gauge('cvi_documents', 'Documents in the index.');
  const chunks = gauge('cvi_chunks', 'Passages in the index.');
  const embedded = gauge('cvi_embedded_chunks', 'Passages that have their vector.');
  const healthy = gauge('cvi_engine_healthy', '1 when the engine answers, else 0.');
  const problems = gauge('cvi_engine_problems', 'Problems that diagnosis found.');
  const up = byNode('cvi_node_up', '1 when the node answers, else 0.');
  const memory = byNode('cvi_node_memory_bytes', 'Memory that the node uses.');
  const files = new Gauge({
    name: 'cvi_files',
    help: 'Files by state.',
    labelNames: ['state'],
    registers: [registry],
  });
  return ({ status, cluster }) => {
    documents.set(status.documents);
    chunks.set(status.chunks);
    embedded.set(status.embedded);
    for (const [state, count] of Object.entries(filesByState(status))) files.set({ state }, count);
    healthy.set(status.engine.healthy ? 1 : 0);
    problems.set(cluster?.problems.length ?? 0);
    up.reset();
    memory.reset();
    for (const node of cluster?.nodes ?? []) {
      up.set({ node: node.name }, node.healthy ? 1 : 0);
      if (node.memoryBytes !== null) memory.set({ node: node.name }, node.memoryBytes);
    }
  };
}

function filesByState({ pending, processing, failed, needsOcr }: Status): Record<string, number> {
  return { pending, processing, failed, needs_ocr: needsOcr };
}

/**
 * Memory and processor time of the host's process, under the names that Prometheus gives them. The
 * library's own set observes the event loop and the garbage collector too, and keeps handles open.
 */
function addProcessMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size in bytes.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  let counted = 0;
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Total user and system CPU time spent in seconds.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1e6;
      this.inc(Math.max(0, seconds - counted));
      counted = seconds;
    },
  });
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'Start time of the process since unix epoch in seconds.',
    registers,
  }).set(Math.round(Date.now() / 1000 - process.uptime()));
}
