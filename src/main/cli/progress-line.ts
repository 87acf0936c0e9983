import type { JobProgress } from '../../shared/model.ts';
import type { App } from '../app.ts';
import { formatCount, formatDuration } from './output.ts';

const TERMINAL_MS = 250;
const PLAIN_MS = 5000;

/** Follows the intake on stderr: one line rewritten on a terminal, a plain line now and then elsewhere. */
export function followProgress(app: Pick<App, 'topics'>, quiet: boolean): () => void {
  if (quiet) return () => {};
  const terminal = process.stderr.isTTY === true;
  // The first state is shown at once.
  let shownAt = Number.NEGATIVE_INFINITY;
  let shown = '';
  const show = (progress: JobProgress | null) => {
    const now = performance.now();
    if (!progress || now - shownAt < (terminal ? TERMINAL_MS : PLAIN_MS)) return;
    shownAt = now;
    const line = describe(progress);
    if (line === shown) return;
    shown = line;
    process.stderr.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
  };
  const stop = app.topics['ingest.progress'].subscribe(show);
  return () => {
    stop();
    if (terminal && shown) process.stderr.write('\r\x1b[K');
    // How it ended, where the last plain line is older than that.
    const last = app.topics['ingest.progress'].current();
    if (!terminal && last && describe(last) !== shown) process.stderr.write(`${describe(last)}\n`);
  };
}

function describe(progress: JobProgress): string {
  return progress.problem ? `${amounts(progress)} · ${progress.problem}` : amounts(progress);
}

function amounts(progress: JobProgress): string {
  const { text, meaning, counts } = progress;
  const left = progress.scanComplete ? '' : ' so far';
  const words = `text ${formatCount(text.done)}/${formatCount(text.total)}${left}`;
  if (text.done < text.total || !progress.scanComplete)
    return `${words}${pace(text)} · failed ${counts.failed}`;
  if (progress.textOnly) return words;
  return `${words} · meaning ${formatCount(meaning.done)}/${formatCount(meaning.total)} passages${pace(meaning)}`;
}

function pace(lane: JobProgress['text']): string {
  const rate = lane.rate === null ? '' : ` · ${lane.rate.toFixed(1)}/s`;
  return lane.remainingMs === null ? rate : `${rate} · about ${formatDuration(lane.remainingMs / 1000)} left`;
}
