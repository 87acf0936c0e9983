import { type FormEvent, useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { useCommand } from '../../hooks/use-command.ts';
import { strings } from '../../strings.ts';
import { useEngineWork } from './engine-work.ts';
import { TextField } from './TextField.tsx';

interface UpgradeDialogProps {
  /** Null: the one that the settings name. */
  image: string | null;
  /** Node by node, so that searches go on. */
  rolling: boolean;
  onClose(): void;
}

/** Asks for the image; how the upgrade goes is then shown on the page. */
export function UpgradeDialog({ image, rolling, onClose }: UpgradeDialogProps) {
  const { data: settings } = useCommand('settings.get', image === null ? {} : null);
  const [written, setWritten] = useState<string | null>(image);
  const run = useEngineWork((state) => state.run);
  const words = strings.engineDialogs.upgrade;
  const used = settings?.find(({ key }) => key === 'engine.image')?.value;
  const shown = written ?? (typeof used === 'string' ? used : '');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (shown.trim() === '') return;
    onClose();
    void run('cluster.upgrade', { image: shown.trim() });
  };
  return (
    <Dialog title={words.title} closeLabel={strings.actions.close} onClose={onClose}>
      <form className="dialog-form" onSubmit={onSubmit}>
        <TextField first label={words.image} hint={words.hint} value={shown} onChange={setWritten} />
        <p>{rolling ? words.rolling : words.single}</p>
        <footer>
          <button type="button" className="button" onClick={onClose}>
            {strings.actions.cancel}
          </button>
          <button type="submit" className="button primary" aria-disabled={shown.trim() === '' || undefined}>
            {words.run}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
