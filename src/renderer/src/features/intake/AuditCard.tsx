import { useState } from 'react';
import type { Audit, DocumentFormat } from '../../../../shared/model.ts';
import { Notice } from '../../components/Notice.tsx';
import { formatBytes, formatCount, formatEstimate, plural, splitPath } from '../../format.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';
import { useIntake } from './store.ts';

interface AuditCardProps {
  choice: { folders: string[]; audit: Audit | null };
}

/** What is in the folder and what it will take, before any work is done. */
export function AuditCard({ choice: { folders, audit } }: AuditCardProps) {
  const dismiss = useIntake((state) => state.dismiss);
  return (
    <section className="card audit" aria-label={strings.audit.title}>
      <header>
        <h2>{folders.map((folder) => splitPath(folder).name).join(', ')}</h2>
        {folders.map((folder) => (
          <p key={folder} className="path soft small">
            {folder}
          </p>
        ))}
      </header>
      {audit ? <AuditTable audit={audit} /> : <Counting />}
      <footer>
        {audit && readable(audit) > 0 && <StartForm audit={audit} />}
        <button type="button" className="button quiet" onClick={dismiss}>
          {audit ? strings.audit.another : strings.actions.cancel}
        </button>
      </footer>
    </section>
  );
}

function Counting() {
  const auditing = useTopic('ingest.auditing');
  const counted = auditing
    ? strings.audit.counting(plural(auditing.found, 'file', 'files'), formatBytes(auditing.bytes))
    : strings.audit.measuring;
  return (
    <p className="soft counting" role="status">
      {counted}
    </p>
  );
}

/** Files that will be tried: what is of another kind or can't be opened is not promised. */
function readable({ byType }: Audit): number {
  return Object.values(byType).reduce((sum, { count }) => sum + count, 0);
}

function AuditTable({ audit }: { audit: Audit }) {
  if (audit.found === 0 || readable(audit) === 0) {
    return (
      <div>
        <p>{strings.audit.none}</p>
        <p className="soft">{strings.audit.noneHint}</p>
      </div>
    );
  }
  const types = Object.entries(audit.byType).sort(([, a], [, b]) => b.count - a.count);
  const { seconds, diskBytes, basis } = audit.estimate;
  return (
    <>
      <table className="counts">
        <thead className="visually-hidden">
          <tr>
            <th>{strings.audit.type}</th>
            <th>{strings.audit.files}</th>
            <th>{strings.audit.size}</th>
          </tr>
        </thead>
        <tbody>
          {types.map(([format, { count, bytes }]) => (
            <tr key={format}>
              <th scope="row">{strings.formats[format as DocumentFormat]}</th>
              <td>{formatCount(count)}</td>
              <td className="soft">{formatBytes(bytes)}</td>
            </tr>
          ))}
          {audit.unsupported > 0 && (
            <tr className="soft">
              <th scope="row">{strings.audit.skipped}</th>
              <td>{formatCount(audit.unsupported)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
      {audit.unreadable.length > 0 && <Unreadable unreadable={audit.unreadable} />}
      <p>
        {strings.audit.estimate(formatEstimate(seconds * 1000), formatBytes(diskBytes))}
        <span className="soft small"> {basis}</span>
      </p>
    </>
  );
}

const SHOWN = 200;

function Unreadable({ unreadable }: { unreadable: Audit['unreadable'] }) {
  return (
    <Notice kind="warn">
      <details>
        <summary>{strings.audit.unreadable(plural(unreadable.length, 'file', 'files'))}</summary>
        <ul className="small">
          {unreadable.slice(0, SHOWN).map(({ path, reason }) => (
            <li key={path} className="path">
              {path} <span className="soft">{strings.reasons[reason][0]}</span>
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}

function StartForm({ audit }: { audit: Audit }) {
  const [textOnly, setTextOnly] = useState(false);
  const [watch, setWatch] = useState(false);
  const { start, starting } = useIntake();
  return (
    <>
      <label className="check">
        <input type="checkbox" checked={textOnly} onChange={(event) => setTextOnly(event.target.checked)} />
        {strings.audit.textOnly}
      </label>
      <label className="check">
        <input type="checkbox" checked={watch} onChange={(event) => setWatch(event.target.checked)} />
        {strings.audit.watch}
      </label>
      <button
        type="button"
        className="button primary large"
        disabled={starting}
        onClick={() => void start({ textOnly, watch })}
      >
        {strings.audit.start(plural(readable(audit), 'CV', 'CVs'))}
      </button>
    </>
  );
}
