import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import type { JobState } from '../../../../shared/model.ts';
import { Notice } from '../../components/Notice.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { strings } from '../../strings.ts';

interface ControlsProps {
  jobId: string;
  state: JobState;
}

/** Pause, go on, and stop for good, which asks first. */
export function Controls({ jobId, state }: ControlsProps) {
  const [asking, setAsking] = useState(false);
  const pause = useAction('ingest.pause');
  const resume = useAction('ingest.resume');
  const cancel = useAction('ingest.cancel');
  const error = pause.error ?? resume.error ?? cancel.error;
  if (asking) {
    return (
      <div className="controls" role="alertdialog" aria-label={strings.intake.cancel}>
        <p>{strings.intake.cancelAsk}</p>
        <button
          type="button"
          className="button"
          onClick={() => void cancel.run({ jobId }).then(() => setAsking(false))}
        >
          {strings.intake.cancel}
        </button>
        {/* biome-ignore lint/a11y/noAutofocus: the question appears where the button was that asked it. */}
        <button type="button" className="button primary" autoFocus onClick={() => setAsking(false)}>
          {strings.intake.keep}
        </button>
      </div>
    );
  }
  return (
    <div className="controls">
      {state === 'paused' ? (
        <button type="button" className="button primary" onClick={() => void resume.run({ jobId })}>
          <Play size={15} aria-hidden />
          {strings.intake.resume}
        </button>
      ) : (
        <button type="button" className="button" onClick={() => void pause.run({ jobId })}>
          <Pause size={15} aria-hidden />
          {strings.intake.pause}
        </button>
      )}
      <button type="button" className="button quiet" onClick={() => setAsking(true)}>
        {strings.intake.cancel}…
      </button>
      {error && <Notice kind="failed">{error.message}</Notice>}
    </div>
  );
}
