import type { TopicSource } from '../../shared/contract.ts';
import { type JobProgress, type JobState, type Lane, outcomesOf, type Receipt } from '../../shared/model.ts';
import type { OutcomeCounts } from '../store/files.ts';
import type { Job } from '../store/jobs.ts';
import { createRate } from './rate.ts';
import type { RunEvents } from './run.ts';

/** The live state of the job at work, kept in memory: counted once at its start and then added to. */
export interface Progress extends TopicSource<JobProgress | null> {
  events: RunEvents;
  begin(job: Job, counts: JobCounts): void;
  /** Shows the last job as it was left, after a start. */
  restore(job: Job, counts: JobCounts): void;
  /** Files that came to a job after its start: failures to be tried again. */
  added(jobId: string, files: number): void;
  /** Passages have got their vectors. */
  embedded(passages: number): void;
  /** What the job waits for, for a person; null when it waits no longer. */
  problem(message: string | null): void;
  /** Nothing, unless the job is the one that is shown. */
  end(jobId: string, end: ProgressEnd): void;
}

export interface ProgressEnd {
  state: JobState;
  /** What the ledger says in the end, where it has been counted. */
  receipt?: Receipt;
  problem?: string | undefined;
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
      onSettled(results) {
        if (!state) return;
        const counts = { ...state.counts };
        for (const result of results) counts[result.outcome] += 1;
        state = { ...state, counts };
        rates.text.add(results.length);
        changed();
      },
    },
    added(jobId, files) {
      if (state?.jobId !== jobId) return;
      state = { ...state, found: state.found + files };
      changed();
    },
    embedded(passages) {
      rates.meaning.add(passages);
      changed();
    },
    problem(message) {
      if (state) state = { ...state, problem: message };
      changed();
    },
    end(jobId, { state: final, receipt, problem = null }) {
      if (state?.jobId !== jobId) return;
      const finishedAt = final === 'paused' ? null : Date.now();
      const counted = receipt && { found: receipt.found, counts: outcomesOf(receipt) };
      state = { ...state, ...counted, state: final, finishedAt, problem };
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
