import type { TopicSource } from '../../shared/contract.ts';
import { type JobProgress, type JobState, type Lane, outcomesOf } from '../../shared/model.ts';
import type { FileResult, OutcomeCounts } from '../store/files.ts';
import type { Job } from '../store/jobs.ts';
import { createRate } from './rate.ts';
import type { RunEvents } from './run.ts';

/** The live state of the job at work, kept in memory: counted once at its start and then added to. */
export interface Progress extends TopicSource<JobProgress | null> {
  events: RunEvents;
  begin(job: Job, counts: JobCounts): void;
  /** Shows the last job as it was left, after a start. */
  restore(job: Job, counts: JobCounts): void;
  /** Passages have got their vectors. */
  embedded(passages: number): void;
  /** A sentence, or null when all is well again. */
  problem(message: string | null): void;
  end(state: JobState): void;
}

export interface JobCounts {
  outcomes: OutcomeCounts;
  found: number;
  open: number;
}

export function createProgress(meaning: () => { done: number; total: number }): Progress {
  const listeners = new Set<(value: JobProgress | null) => void>();
  const rates = { text: createRate(), meaning: createRate() };
  let state: Omit<JobProgress, 'text' | 'meaning'> | null = null;
  /** While scanning again, files of an interrupted run are met a second time. */
  let met = 0;

  function current(): JobProgress | null {
    if (!state) return null;
    const done = Object.values(state.counts).reduce((sum, count) => sum + count, 0);
    return {
      ...state,
      text: lane(done, Math.max(state.found, done), rates.text),
      meaning: lane(meaning().done, meaning().total, rates.meaning),
    };
  }

  const changed = () => {
    for (const listener of listeners) listener(current());
  };

  return {
    current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begin(job, counts) {
      met = 0;
      rates.text.reset();
      rates.meaning.reset();
      const scanned = job.folders.length === 0;
      state = { ...stateOf(job, counts), state: scanned ? 'running' : 'scanning', scanComplete: scanned };
      changed();
    },
    restore(job, counts) {
      state = stateOf(job, counts);
    },
    events: {
      onFound(count, unchanged) {
        met += count;
        if (!state) return;
        const counts = { ...state.counts, unchanged: state.counts.unchanged + unchanged };
        state = { ...state, counts, found: Math.max(state.found, met) };
        changed();
      },
      onScanComplete() {
        if (state) state = { ...state, scanComplete: true, state: 'running' };
        changed();
      },
      onSettled(results: FileResult[]) {
        if (!state) return;
        const counts = { ...state.counts };
        for (const result of results) counts[result.outcome] += 1;
        state = { ...state, counts };
        rates.text.add(results.length);
        changed();
      },
    },
    embedded(passages) {
      rates.meaning.add(passages);
      changed();
    },
    problem(message) {
      if (state) state = { ...state, problem: message };
      changed();
    },
    end(final) {
      if (state) state = { ...state, state: final, finishedAt: final === 'paused' ? null : Date.now() };
      changed();
    },
  };
}

/** A job that has ended keeps the counts of its receipt: its files may belong to a later job by now. */
function stateOf(job: Job, counts: JobCounts): Omit<JobProgress, 'text' | 'meaning'> {
  const { receipt } = job;
  return {
    jobId: job.jobId,
    state: job.state,
    folders: job.folders,
    textOnly: job.options.textOnly,
    found: receipt?.found ?? counts.found,
    scanComplete: job.scanComplete,
    counts: receipt ? outcomesOf(receipt) : counts.outcomes,
    startedAt: job.createdAt,
    finishedAt: job.finishedAt,
    problem: null,
  };
}

function lane(done: number, total: number, rate: ReturnType<typeof createRate>): Lane {
  return { done, total, rate: rate.perSecond(), remainingMs: rate.remainingMs(total - done) };
}
