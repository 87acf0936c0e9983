import type { Connection } from '../backend.ts';
import type { Nodes } from './nodes.ts';
import type { Peers } from './peers.ts';

/** What was seen last, as `connection()` can't wait for Docker. */
export interface Known {
  /** Nodes that took queries when they were last looked at. */
  readyCount(): number;
  /** Nodes there are since the last change; one that is missing later has been taken away by somebody. */
  expected(): readonly string[];
  connection(): Connection;
  setReady(name: string, ready: boolean): void;
  /** As somebody has just seen them. */
  see(nodes: readonly KnownNode[]): void;
  /** Looks after a change; what Docker does not tell stays as it was. */
  refresh(): Promise<void>;
  /** There is nothing any more. */
  forget(): void;
  readKey(): Promise<void>;
}

interface KnownNode {
  name: string;
  url: string;
  ready: boolean;
}

export function createKnown(deps: {
  nodes: Pick<Nodes, 'find'>;
  peers: Pick<Peers, 'ready'>;
  apiKey: () => Promise<string> | string;
}): Known {
  let known: readonly KnownNode[] = [];
  let expected: readonly string[] = [];
  let key: string | null = null;
  return {
    readyCount: () => known.filter(({ ready }) => ready).length,
    expected: () => expected,
    connection() {
      // Sorting keeps the order of equals.
      const sorted = [...known].sort((a, b) => Number(b.ready) - Number(a.ready));
      return { urls: sorted.map(({ url }) => url), apiKey: key };
    },
    setReady(name, ready) {
      known = known.map((node) => (node.name === name ? { ...node, ready } : node));
    },
    see(nodes) {
      known = nodes;
    },
    async refresh() {
      const found = await deps.nodes.find().catch(() => null);
      if (!found) return;
      expected = found.map(({ name }) => name);
      known = await Promise.all(
        found.map(async ({ name, url, info }) => {
          const ready = info.state === 'running' && (await deps.peers.ready(url));
          return { name, url, ready };
        }),
      );
    },
    forget() {
      known = [];
      expected = [];
    },
    async readKey() {
      key = await deps.apiKey();
    },
  };
}
