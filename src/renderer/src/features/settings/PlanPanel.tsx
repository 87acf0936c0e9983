import { useEffect, useState } from 'react';
import type { CapacityPlan } from '../../../../shared/cluster.ts';
import { Notice } from '../../components/Notice.tsx';
import { formatCount, plural } from '../../format.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { strings } from '../../strings.ts';
import '../../styles/plan.css';
import { documentsIn } from './documents-in.ts';
import { formatSize } from './size.ts';
import { TextField } from './TextField.tsx';

/** Long enough not to ask for every digit. */
const DEBOUNCE_MS = 250;
const words = strings.engine.plan;

/** What an index of a size needs; beginning with the size that it has. */
export function PlanPanel() {
  const [written, setWritten] = useState<string | null>(null);
  const [quantized, setQuantized] = useState<boolean | null>(null);
  const documents = written === null ? null : documentsIn(written);
  const invalid = written !== null && written.trim() !== '' && documents === null;
  const asked = useSettled(documents, invalid);
  const { data, error } = useCommand('cluster.plan', {
    ...(asked === null ? {} : { documents: asked }),
    ...(quantized === null ? {} : { quantized }),
  });
  return (
    <section className="card engine-plan" aria-labelledby="plan-title">
      <h2 id="plan-title">{words.title}</h2>
      <div className="plan-form">
        <TextField
          label={words.documents}
          hint=""
          value={written ?? (data ? formatCount(data.documents) : '')}
          error={invalid ? words.invalid : null}
          onChange={setWritten}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={quantized ?? data?.quantized ?? false}
            onChange={(event) => setQuantized(event.target.checked)}
          />
          {words.quantized}
        </label>
      </div>
      {error ? (
        <Notice kind="failed">
          <span className="notice-text">{error.message}</span>
        </Notice>
      ) : (
        <Plan plan={data} />
      )}
    </section>
  );
}

/** Has its full size from the start, so that nothing moves when the answer comes. */
function Plan({ plan }: { plan: CapacityPlan | null }) {
  const rows = plan ? rowsOf(plan) : EMPTY_ROWS;
  return (
    <>
      <p className="visually-hidden" role="status">
        {plan && summaryOf(plan)}
      </p>
      <dl className="plan-numbers">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt className="soft small">{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="plan-words">
        {plan && (
          <>
            <p>
              <strong>{strings.engine.modes[plan.mode]}</strong>. {plan.reason}
            </p>
            <p className="soft small">{plan.basis}</p>
          </>
        )}
      </div>
    </>
  );
}

function rowsOf(plan: CapacityPlan): [term: string, value: string][] {
  const { ramBytes, diskBytes, cores, nodes, shards, replicas, vectors } = plan;
  return [
    [words.memory, formatSize(ramBytes, 1000)],
    [words.disk, formatSize(diskBytes, 1000)],
    [words.cores, formatCount(cores)],
    [words.nodes, formatCount(nodes)],
    [words.shards, formatCount(shards)],
    [words.copies, formatCount(replicas)],
    [words.passages, formatCount(vectors)],
  ];
}

const EMPTY_ROWS = [
  ...[words.memory, words.disk, words.cores, words.nodes],
  ...[words.shards, words.copies, words.passages],
].map((term): [term: string, value: string] => [term, '–']);

function summaryOf({ ramBytes, diskBytes, cores, mode, reason }: CapacityPlan): string {
  const needs = words.summary(
    formatSize(ramBytes, 1000),
    formatSize(diskBytes, 1000),
    plural(cores, 'core', 'cores'),
  );
  return `${needs} ${strings.engine.modes[mode]}. ${reason}`;
}

/** What was last written, once writing has stopped; while it is no number, the number before. */
function useSettled(documents: number | null, invalid: boolean): number | null {
  const [settled, setSettled] = useState(documents);
  useEffect(() => {
    if (invalid) return;
    const timer = setTimeout(() => setSettled(documents), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [documents, invalid]);
  return settled;
}
