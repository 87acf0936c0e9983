import { LoaderCircle } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { EngineChoice } from '../../../../shared/answers.ts';
import type { ModeAdvice } from '../../../../shared/cluster.ts';
import type { EngineMode } from '../../../../shared/model.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useCommand } from '../../hooks/use-command.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';
import { ActionButton } from './ActionButton.tsx';
import { useEngineWork } from './engine-work.ts';
import { ModeInputs } from './ModeInputs.tsx';
import { ModeOption } from './ModeOption.tsx';
import { engineInput, fieldsOf, urlsIn } from './mode-fields.ts';

const words = strings.engineDialogs.change;

interface EngineModeDialogProps {
  used: EngineMode;
  onClose(): void;
}

/** The guide to the ways to keep the index, and the way to another one. */
export function EngineModeDialog({ used, onClose }: EngineModeDialogProps) {
  const guide = useCommand('engine.guide', {});
  const choice = useCommand('engine.get', {});
  const error = guide.error ?? choice.error;
  const ready = guide.data && choice.data;
  return (
    <Dialog title={words.title} closeLabel={strings.actions.close} onClose={onClose}>
      <p>{words.before}</p>
      {error && (
        <Notice kind="failed">
          <span className="notice-text">{error.message}</span>
        </Notice>
      )}
      {!ready && !error && <Skeleton rows={8} />}
      {guide.data && choice.data && (
        <ModeForm {...{ used, onClose }} guide={guide.data} choice={choice.data} />
      )}
    </Dialog>
  );
}

interface ModeFormProps extends EngineModeDialogProps {
  guide: ModeAdvice[];
  choice: EngineChoice;
}

function ModeForm({ used, guide, choice, onClose }: ModeFormProps) {
  const [mode, setMode] = useState(() => firstChoice(guide, used));
  const [fields, setFields] = useState(() => fieldsOf(choice));
  const [incomplete, setIncomplete] = useState(false);
  const { doing, error, run } = useEngineWork();
  const missing = mode === 'remote' && urlsIn(fields.urls).length === 0;
  const blocked = doing !== null || mode === null || isSame(mode, used);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIncomplete(missing);
    if (missing) event.currentTarget.querySelector('textarea')?.focus();
    if (blocked || missing) return;
    const done = await run('engine.use', engineInput(mode, fields));
    if (done) onClose();
  };
  return (
    <form className="dialog-form" onSubmit={(event) => void onSubmit(event)}>
      <fieldset className="choices" disabled={doing !== null}>
        <legend className="visually-hidden">{words.modes}</legend>
        {guide.map((advice) => (
          <ModeOption
            key={advice.mode}
            advice={advice}
            used={advice.mode === used}
            checked={advice.mode === mode}
            onChoose={() => setMode(advice.mode)}
          >
            {hasFields(advice.mode) && (
              <ModeInputs
                mode={advice.mode}
                fields={fields}
                hasApiKey={choice.mode === 'remote' && choice.hasApiKey}
                incomplete={incomplete && missing}
                onChange={(changed) => setFields({ ...fields, ...changed })}
              />
            )}
          </ModeOption>
        ))}
      </fieldset>
      <footer>
        {error && (
          <Notice kind="failed">
            <span className="notice-text">{error.message}</span>
          </Notice>
        )}
        {doing === 'engine.use' ? (
          <Working onClose={onClose} />
        ) : (
          <>
            <button type="button" className="button" onClick={onClose}>
              {strings.actions.cancel}
            </button>
            <button type="submit" className="button primary" aria-disabled={blocked || undefined}>
              {words.use}
            </button>
          </>
        )}
      </footer>
    </form>
  );
}

/** The one in use, else the one recommended. */
function firstChoice(guide: ModeAdvice[], used: EngineMode): EngineMode | null {
  const first = guide.find(({ mode }) => mode === used) ?? guide.find(({ recommended }) => recommended);
  return first?.mode ?? null;
}

const hasFields = (mode: EngineMode) => mode === 'binary' || mode === 'remote';
/** To use again what is used is only of use where something can be written about it. */
const isSame = (mode: EngineMode, used: EngineMode) => mode === used && !hasFields(mode);

/** What is being done, until the engine answers. */
function Working({ onClose }: { onClose(): void }) {
  const operation = useTopic('cluster.status')?.operation ?? null;
  const cancel = useEngineWork((state) => state.cancel);
  return (
    <>
      <p className="working" role="status">
        <LoaderCircle size={16} aria-hidden className="turning" />
        <span>{operation ?? strings.engine.working}</span>
      </p>
      <ActionButton onClick={cancel}>{strings.actions.cancel}</ActionButton>
      <ActionButton onClick={onClose}>{words.hide}</ActionButton>
    </>
  );
}
