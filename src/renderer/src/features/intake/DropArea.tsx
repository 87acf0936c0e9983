import { FolderOpen } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { rpc } from '../../rpc.ts';
import { strings } from '../../strings.ts';
import { useIntake } from './store.ts';

interface DropAreaProps {
  onPick(): void;
  onDrop(files: File[]): void;
}

/** The first thing in an empty application: one area, one button, one sample. */
export function DropArea({ onPick, onDrop }: DropAreaProps) {
  const [over, setOver] = useState(false);
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const onDropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop([...event.dataTransfer.files]);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button inside is everybody's. */}
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={onDragOver}
        onDragLeave={() => setOver(false)}
        onDrop={onDropped}
      >
        <FolderOpen size={32} aria-hidden />
        <p className="drop-title">{strings.firstUse.drop}</p>
        <button type="button" className="button primary large" onClick={onPick}>
          {strings.firstUse.choose}
        </button>
        <p className="soft small">{strings.firstUse.kinds}</p>
      </div>
      <p className="sample">
        <button type="button" className="button link" onClick={() => void chooseSample()}>
          {strings.firstUse.sample}
        </button>
      </p>
    </>
  );
}

async function chooseSample(): Promise<void> {
  const { choose, fail } = useIntake.getState();
  try {
    const { path } = await rpc.call('folders.sample', {});
    await choose([path]);
  } catch (error) {
    fail(error);
  }
}
