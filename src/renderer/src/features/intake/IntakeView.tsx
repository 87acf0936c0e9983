import { FolderPlus } from 'lucide-react';
import { Notice } from '../../components/Notice.tsx';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';
import '../../styles/intake.css';
import { AuditCard } from './AuditCard.tsx';
import { DropArea } from './DropArea.tsx';
import { History } from './History.tsx';
import { JobCard } from './JobCard.tsx';
import { useIntake } from './store.ts';
import { useFolderChoice } from './use-folder-choice.tsx';
import { WatchedFolders } from './WatchedFolders.tsx';

/** From a folder to people: choose, see what is in it, start, watch it come in. */
export function IntakeView() {
  const { choice, error } = useIntake();
  const status = useTopic('app.status');
  const job = useTopic('ingest.progress');
  const unused = status?.documents === 0 && job === null;
  const { pick, dropped, dialog } = useFolderChoice();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button is everybody's.
    <div
      className="scroll"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        dropped([...event.dataTransfer.files]);
      }}
    >
      <div className="page">
        {unused ? (
          <h1 className="first-sentence">{strings.firstUse.title}</h1>
        ) : (
          <div className="page-head">
            <h1>{strings.intake.title}</h1>
            {!choice && (
              <button type="button" className="button" onClick={pick}>
                <FolderPlus size={16} aria-hidden />
                {strings.intake.add}
              </button>
            )}
          </div>
        )}
        {error && (
          <Notice kind="failed">
            <span>{error.message}</span>
          </Notice>
        )}
        {choice ? <AuditCard choice={choice} /> : unused && <DropArea onPick={pick} />}
        {job && <JobCard job={job} />}
        {!unused && <WatchedFolders />}
        <History current={job?.jobId ?? null} state={job?.state ?? ''} />
        {dialog}
      </div>
    </div>
  );
}
