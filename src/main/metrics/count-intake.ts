import { type JobProgress, OUTCOMES, type Outcome } from '../../shared/model.ts';
import type { Metrics } from './metrics.ts';

/**
 * Follows the progress of intakes and counts what each change of it adds. What a job had done before it
 * was first seen (in an earlier process) is not counted again.
 */
export function createIntakeCounter(
  metrics: Pick<Metrics, 'takenIn'>,
): (progress: JobProgress | null) => void {
  let jobId: string | null = null;
  let counted: Record<Outcome, number> | null = null;
  return (progress) => {
    if (!progress) return;
    const before = progress.jobId === jobId ? counted : null;
    jobId = progress.jobId;
    counted = { ...progress.counts };
    if (!before) return;
    for (const outcome of OUTCOMES) {
      const added = progress.counts[outcome] - before[outcome];
      if (added > 0) metrics.takenIn(outcome, added);
    }
  };
}
