import type { Readable } from 'node:stream';
import type { ContainerEvent } from './docker-api.ts';
import { readLines, type StreamLine } from './docker-streams.ts';

/** Waits before a lost stream of events is opened again; the last one again and again. */
const RETRY_MS = [0, 500, 2000, 5000];

const KINDS: Readonly<Record<string, ContainerEvent['kind']>> = {
  start: 'started',
  die: 'died',
  destroy: 'removed',
  remove: 'removed',
};

/** Reads events from now on until stopped; what happened while the connection was lost is told after it. */
export function followEvents(
  /** `since`: epoch ms. */
  open: (since: number) => Promise<Readable>,
  listener: (event: ContainerEvent) => void,
): () => void {
  let stopped = false;
  let stream: Readable | null = null;
  let retry: NodeJS.Timeout | null = null;
  let failures = 0;
  let since = Date.now();

  async function follow(): Promise<void> {
    try {
      stream = await open(since);
      failures = 0;
      if (stopped) stream.destroy();
      await readLines(stream, (line) => {
        if (line.timeNano) since = Math.max(since, Math.ceil(line.timeNano / 1e6) + 1);
        const event = eventOf(line);
        if (event && !stopped) listener(event);
      });
    } catch {
      // The daemon was restarted, or is not there yet: asked again below.
    }
    if (stopped) return;
    retry = setTimeout(follow, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  void follow();
  return () => {
    stopped = true;
    stream?.destroy();
    if (retry) clearTimeout(retry);
  };
}

function eventOf({ Action, Actor }: StreamLine): ContainerEvent | null {
  const kind = KINDS[Action ?? ''];
  const labels = Actor?.Attributes;
  if (!kind || !labels) return null;
  const exitCode = Number.parseInt(labels['exitCode'] ?? '', 10);
  return { kind, labels, exitCode: Number.isNaN(exitCode) ? null : exitCode };
}
