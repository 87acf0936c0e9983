import { CornerLeftUp, Folder } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { FolderListing } from '../../../../shared/answers.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { plural, splitPath } from '../../format.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { strings } from '../../strings.ts';

interface FolderDialogProps {
  /** Somebody dropped a folder, whose path a browser keeps to itself. */
  afterDrop: boolean;
  onClose(): void;
  onChoose(path: string): void;
}

/** The host's folders, for hosts without a native dialog. */
export function FolderDialog({ afterDrop, onClose, onChoose }: FolderDialogProps) {
  const [path, setPath] = useState<string | null>(null);
  const { data, error } = useCommand('folders.browse', path === null ? {} : { path });
  const [written, setWritten] = useState<string | null>(null);
  const shown = written ?? data?.path ?? '';
  const go = (next: string) => {
    setWritten(null);
    setPath(next);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setPath(shown);
  };
  const here = data && !error ? data : null;
  return (
    <Dialog title={strings.folders.title} closeLabel={strings.actions.close} onClose={onClose}>
      {afterDrop && <p className="soft">{strings.firstUse.noPaths}</p>}
      <form className="path-form" onSubmit={onSubmit}>
        <input
          className="field"
          aria-label={strings.folders.path}
          value={shown}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setWritten(event.target.value)}
        />
        <button type="submit" className="button">
          {strings.folders.go}
        </button>
      </form>
      {error && <Notice kind="failed">{error.message}</Notice>}
      {data ? <FolderList listing={data} onOpen={go} /> : <Skeleton rows={6} />}
      <footer>
        {here && (
          <span className="soft small folder-files">
            {strings.folders.files(plural(here.files, 'file', 'files'))}
          </span>
        )}
        <button type="button" className="button" onClick={onClose}>
          {strings.actions.cancel}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={!here || (written !== null && written !== here.path)}
          onClick={() => here && onChoose(here.path)}
        >
          {strings.folders.choose(here ? splitPath(here.path).name : '…')}
        </button>
      </footer>
    </Dialog>
  );
}

function FolderList({ listing, onOpen }: { listing: FolderListing; onOpen(path: string): void }) {
  const { parent, folders } = listing;
  return (
    <ul className="folder-list" aria-label={strings.folders.list}>
      {parent !== null && (
        <li>
          <button type="button" onClick={() => onOpen(parent)}>
            <CornerLeftUp size={16} aria-hidden />
            {strings.folders.up}
          </button>
        </li>
      )}
      {folders.map(({ name, path }) => (
        <li key={path}>
          <button type="button" onClick={() => onOpen(path)}>
            <Folder size={16} aria-hidden />
            {name}
          </button>
        </li>
      ))}
      {folders.length === 0 && <li className="soft small folder-none">{strings.folders.empty}</li>}
    </ul>
  );
}
