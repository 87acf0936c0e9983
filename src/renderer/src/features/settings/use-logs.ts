import { useEffect, useRef, useState } from 'react';
import type { Input } from '../../../../shared/contract.ts';
import { AppError } from '../../../../shared/errors.ts';
import { useConnected } from '../../hooks/use-connection.ts';
import { rpc } from '../../rpc.ts';
import { mergeLines, type ShownLine } from './log-lines.ts';

const POLL_MS = 1500;
/** Nodes write at their own pace; what came late is still caught. */
const OVERLAP_MS = 3000;
const FIRST_LINES = 500;
const LATER_LINES = 2000;

interface Logs {
  /** Null before the first answer. */
  lines: ShownLine[] | null;
  error: AppError | null;
}

/** The log of one node, or of all for null; asked for again and again until it is paused. */
export function useLogs(node: string | null, paused: boolean): Logs {
  const connected = useConnected();
  const [logs, setLogs] = useState<Logs>({ lines: null, error: null });
  const known = useRef<ShownLine[]>([]);
  useEffect(() => {
    if (!connected || paused) return;
    return repeat(async (signal) => {
      try {
        const next = await rpc.call('cluster.logs', after(known.current, node), signal);
        known.current = mergeLines(known.current, next);
        setLogs({ lines: known.current, error: null });
      } catch (thrown) {
        const error = AppError.from(thrown);
        const expected = error.code === 'cancelled' || error.code === 'disconnected';
        if (!expected) setLogs({ lines: known.current, error });
      }
    });
  }, [connected, paused, node]);
  return logs;
}

/** At once, and again some time after each end; the returned function stops it. */
function repeat(ask: (signal: AbortSignal) => Promise<void>): () => void {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const round = async () => {
    await ask(controller.signal);
    if (!controller.signal.aborted) timer = setTimeout(() => void round(), POLL_MS);
  };
  void round();
  return () => {
    controller.abort();
    clearTimeout(timer);
  };
}

function after(known: ShownLine[], node: string | null): Input<'cluster.logs'> {
  const last = known.at(-1)?.at;
  const of = node === null ? {} : { node };
  if (last === undefined) return { ...of, lines: FIRST_LINES };
  return { ...of, lines: LATER_LINES, since: Math.max(0, last - OVERLAP_MS) };
}
