import { type FormEvent, useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { Notice } from '../../components/Notice.tsx';
import { strings } from '../../strings.ts';
import { useEngineWork } from './engine-work.ts';
import { TextField } from './TextField.tsx';

interface LoadImageDialogProps {
  onClose(): void;
  onUpgrade(image: string): void;
}

/** An image from a file, for machines that reach no registry. */
export function LoadImageDialog({ onClose, onUpgrade }: LoadImageDialogProps) {
  const [file, setFile] = useState('');
  const [loaded, setLoaded] = useState<string | null>(null);
  const { doing, error, run } = useEngineWork();
  const words = strings.engineDialogs.load;
  const blocked = file.trim() === '' || doing !== null;
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (blocked) return;
    setLoaded(null);
    const done = await run('cluster.loadImage', { file: file.trim() });
    setLoaded(done?.image ?? null);
  };
  return (
    <Dialog title={words.title} closeLabel={strings.actions.close} onClose={onClose}>
      <form className="dialog-form" onSubmit={(event) => void onSubmit(event)}>
        <p className="soft">{words.about}</p>
        <TextField first label={words.file} hint={words.hint} value={file} onChange={setFile} />
        {doing === 'cluster.loadImage' && (
          <Notice kind="info">
            <span className="notice-text">{words.loading}</span>
          </Notice>
        )}
        {error && (
          <Notice kind="failed">
            <span className="notice-text">{error.message}</span>
          </Notice>
        )}
        {loaded !== null && (
          <Notice kind="info">
            <span className="notice-text">{words.done(loaded)}</span>
            <button type="button" className="button link" onClick={() => onUpgrade(loaded)}>
              {words.use}
            </button>
          </Notice>
        )}
        <footer>
          <button type="button" className="button" onClick={onClose}>
            {strings.actions.close}
          </button>
          <button type="submit" className="button primary" aria-disabled={blocked || undefined}>
            {words.run}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
