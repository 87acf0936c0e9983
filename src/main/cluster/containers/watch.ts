import type { Docker } from '../docker/docker-api.ts';
import type { FoundNode, Nodes } from './nodes.ts';
import { whyItEnded } from './ready.ts';
import { type ContainerSettings, LABELS, projectLabels } from './spec.ts';

/** Something that happened to a node without the application having asked for it. */
export interface NodeChange {
  node: string;
  kind: 'died' | 'started' | 'brought_back' | 'failed';
  /** A sentence for a person. */
  message: string;
}

export interface WatchDeps {
  docker: Pick<Docker, 'onChange'>;
  nodes: Pick<Nodes, 'find'>;
  settings: () => ContainerSettings;
  /** Nodes that should run; empty while the application does something to them itself. */
  wanted: () => readonly string[];
  /** Brings up what does not run; resolves when all is ready. */
  bringBack: () => Promise<void>;
  /** Docker's own restarts are given so long before the application starts a node. */
  graceMs: number;
}

/** Beside the events, which are lost while Docker itself is restarted. */
const LOOK_EVERY_MS = 15_000;
/** Waits between attempts that failed, as multiples of the grace; the last again and again. */
const BACKOFF = [1, 3, 10, 30];

export function watchNodes(deps: WatchDeps, onChange: (change: NodeChange) => void): () => void {
  let stopped = false;
  let next: NodeJS.Timeout | null = null;
  let looking = false;
  let failures = 0;

  const stopEvents = deps.docker.onChange(projectLabels(deps.settings()), ({ kind, labels, exitCode }) => {
    const node = labels[LABELS.node];
    if (!node || !deps.wanted().includes(node)) return;
    if (kind === 'started') tell({ node, kind: 'started', message: `${node} was started again.` });
    else void died(node, exitCode);
  });

  async function died(node: string, exitCode: number | null): Promise<void> {
    const code = exitCode === null ? '' : ` with exit code ${exitCode}`;
    tell({ node, kind: 'died', message: `${node} ended${code} without having been asked to.` });
    lookIn(deps.graceMs);
  }

  function tell(change: NodeChange): void {
    if (!stopped) onChange(change);
  }

  function lookIn(ms: number): void {
    if (stopped) return;
    if (next) clearTimeout(next);
    next = setTimeout(() => void look(), ms);
    next.unref();
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      for (const node of await down()) await bringBack(node);
    } catch {
      // Docker does not answer, which observing tells.
    } finally {
      looking = false;
    }
    const factor = BACKOFF[Math.min(failures, BACKOFF.length) - 1];
    lookIn(factor === undefined ? LOOK_EVERY_MS : factor * deps.graceMs);
  }

  /** What should run and neither runs nor is being started by Docker. */
  async function down(): Promise<{ name: string; found: FoundNode | null }[]> {
    const names = deps.wanted();
    if (names.length === 0) return [];
    const found = await deps.nodes.find();
    return names
      .map((name) => ({ name, found: found.find((node) => node.name === name) ?? null }))
      .filter((node) => !['running', 'restarting'].includes(node.found?.info.state ?? ''));
  }

  async function bringBack({ name, found }: { name: string; found: FoundNode | null }): Promise<void> {
    try {
      await deps.bringBack();
      failures = 0;
      const why = found?.info.oomKilled ? ` ${whyItEnded(found)}` : '';
      tell({ node: name, kind: 'brought_back', message: `${name} was down and runs again.${why}` });
    } catch {
      failures += 1;
      tell({ node: name, kind: 'failed', message: `${name} is down and could not be started.` });
    }
  }

  lookIn(deps.graceMs);
  return () => {
    stopped = true;
    if (next) clearTimeout(next);
    stopEvents();
  };
}
