import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useCommand } from '../../hooks/use-command.ts';
import { strings } from '../../strings.ts';
import { useEngineWork } from './engine-work.ts';
import { formatSize } from './size.ts';
import { TextField } from './TextField.tsx';

const words = strings.engineDialogs.remove;

/** Takes the servers away: their data stays unless that is chosen, told in bytes, and confirmed with a word. */
export function RemoveDialog({ onClose }: { onClose(): void }) {
  const [freed, setFreed] = useState<string | null>(null);
  return (
    <Dialog title={words.title} closeLabel={strings.actions.close} onClose={onClose}>
      {freed === null ? (
        <RemoveForm onClose={onClose} onDone={setFreed} />
      ) : (
        <>
          <Notice kind="info">
            <span className="notice-text">{freed}</span>
          </Notice>
          <footer>
            {/* biome-ignore lint/a11y/noAutofocus: the button that was pressed is gone. */}
            <button type="button" className="button primary" autoFocus onClick={onClose}>
              {strings.actions.close}
            </button>
          </footer>
        </>
      )}
    </Dialog>
  );
}

function RemoveForm({ onClose, onDone }: { onClose(): void; onDone(sentence: string): void }) {
  const { data, error: sizeError } = useCommand('cluster.size', {});
  const [withData, setWithData] = useState(false);
  const [word, setWord] = useState('');
  const { doing, error, run } = useEngineWork();
  const size = data?.bytes == null ? null : formatSize(data.bytes);
  const confirmed = !withData || (data !== null && word.trim() === data.confirm);
  const blocked = !confirmed || doing !== null;
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (blocked) return;
    const done = await run('cluster.remove', withData ? { withData, confirm: word.trim() } : {});
    if (done) onDone(withData ? words.freed(formatSize(done.freedBytes)) : words.kept);
  };
  return (
    <form className="dialog-form" onSubmit={(event) => void onSubmit(event)}>
      <fieldset className="choices">
        <legend className="visually-hidden">{words.title}</legend>
        <Choice
          title={words.keep}
          hint={words.keepHint}
          checked={!withData}
          onChoose={() => setWithData(false)}
        />
        <Choice
          title={words.withData}
          hint={data ? words.withDataHint(size ?? words.unknownSize) : words.measuring}
          checked={withData}
          onChoose={() => setWithData(true)}
        />
      </fieldset>
      {sizeError && (
        <Notice kind="failed">
          <span className="notice-text">{sizeError.message}</span>
        </Notice>
      )}
      {withData && data && (
        <TextField label={words.confirm(data.confirm)} hint={null} value={word} onChange={setWord} />
      )}
      {error && (
        <Notice kind="failed">
          <span className="notice-text">{error.message}</span>
        </Notice>
      )}
      <footer>
        <button type="button" className="button" onClick={onClose}>
          {strings.actions.cancel}
        </button>
        <button
          type="submit"
          className={withData ? 'button danger' : 'button primary'}
          aria-disabled={blocked || undefined}
        >
          {withData ? (size === null ? words.runWithAllData : words.runWithData(size)) : words.run}
        </button>
      </footer>
    </form>
  );
}

interface ChoiceProps {
  title: string;
  hint: string;
  checked: boolean;
  onChoose(): void;
}

function Choice({ title, hint, checked, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <label className="choice">
      <input
        type="radio"
        name="remove"
        checked={checked}
        aria-labelledby={id}
        aria-describedby={`${id}-about`}
        onChange={onChoose}
      />
      <span>
        <strong id={id}>{title}</strong>
        <span id={`${id}-about`} className="soft small">
          {hint}
        </span>
      </span>
    </label>
  );
}
