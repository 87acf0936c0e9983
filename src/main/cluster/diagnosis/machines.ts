import type { Problem } from '../../../shared/cluster.ts';
import type { NodeView } from './facts.ts';
import { countInWords, listInWords, sizeInWords } from './in-words.ts';

/** Less is no room for what Qdrant writes before it can tidy up: its log alone takes 64 MB a shard. */
export const LEAST_FREE_BYTES = 1024 ** 3;
/** A local SSD takes 1 to 20 ms, a spinning disk 50; beyond, intake waits for the disk. */
export const SLOWEST_WRITE_MS = 250;
export const LARGEST_SKEW_MS = 5000;

/** What the machines under the nodes lack: room, speed, the right time. Nodes share one, so they share the sentence. */
export function machineProblems(views: readonly NodeView[]): Problem[] {
  const answering = views.filter(({ answering }) => answering);
  return [...roomProblem(answering), ...speedProblem(answering), ...clockProblems(answering)];
}

function roomProblem(views: readonly NodeView[]): Problem[] {
  const low = withFact(views, 'freeDiskBytes').filter(({ value }) => value < LEAST_FREE_BYTES);
  if (low.length === 0) return [];
  const free = sizeInWords(Math.min(...low.map(({ value }) => value)));
  return [
    {
      code: 'disk_full',
      severity: 'error',
      message: `The disk of ${names(low)} is full: ${free} are free, and ${sizeInWords(LEAST_FREE_BYTES)} are needed to go on.`,
      node: only(low),
      remedy: { label: 'Free disk space or move the data to a larger disk', action: null },
    },
  ];
}

function speedProblem(views: readonly NodeView[]): Problem[] {
  const slow = withFact(views, 'writeMs').filter(({ value }) => value > SLOWEST_WRITE_MS);
  if (slow.length === 0) return [];
  const longest = countInWords(Math.max(...slow.map(({ value }) => value)));
  return [
    {
      code: 'disk_slow',
      severity: 'warning',
      message: `The disk of ${names(slow)} is slow: a small write takes ${longest} ms, on a local SSD less than 20.`,
      node: only(slow),
      remedy: { label: 'Move the data to a local SSD', action: null },
    },
  ];
}

function clockProblems(views: readonly NodeView[]): Problem[] {
  const clocks = withFact(views, 'clockOffsetMs');
  const wrong = clocks.filter(({ value }) => Math.abs(value) > LARGEST_SKEW_MS);
  const [first] = wrong;
  if (!first) return spreadProblem(clocks);
  const agree = Math.max(...clocks.map(({ value }) => Math.abs(value - first.value))) <= LARGEST_SKEW_MS;
  if (clocks.length > 1 && agree) {
    return [
      clockProblem(`The clock of this machine is ${direction(-first.value)} those of all nodes.`, null),
    ];
  }
  return wrong.map(({ name, value }) =>
    clockProblem(`The clock of ${name} is ${direction(value)} that of this machine.`, name),
  );
}

/** None is far from ours, but two may be from one another. */
function spreadProblem(clocks: readonly Named[]): Problem[] {
  const sorted = [...clocks].sort((a, b) => a.value - b.value);
  const [slowest, fastest] = [sorted[0], sorted[sorted.length - 1]];
  if (!slowest || !fastest || fastest.value - slowest.value <= LARGEST_SKEW_MS) return [];
  const message = `The clock of ${fastest.name} is ${direction(fastest.value - slowest.value)} that of ${slowest.name}.`;
  return [clockProblem(message, fastest.name)];
}

function clockProblem(message: string, node: string | null): Problem {
  return {
    code: 'clock_skew',
    severity: 'warning',
    message,
    node,
    remedy: { label: 'Turn time synchronisation (NTP) on there', action: null },
  };
}

function direction(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const amount = seconds < 120 ? `${seconds} seconds` : `${countInWords(seconds / 60)} minutes`;
  return `${amount} ${offsetMs > 0 ? 'ahead of' : 'behind'}`;
}

interface Named {
  name: string;
  value: number;
}

function withFact(views: readonly NodeView[], key: 'freeDiskBytes' | 'writeMs' | 'clockOffsetMs'): Named[] {
  return views.flatMap(({ name, answers }) => {
    const value = answers?.[key] ?? null;
    return value === null ? [] : [{ name, value }];
  });
}

const names = (nodes: readonly Named[]) => listInWords(nodes.map(({ name }) => name));
const only = (nodes: readonly Named[]) => (nodes.length === 1 ? (nodes[0]?.name ?? null) : null);
