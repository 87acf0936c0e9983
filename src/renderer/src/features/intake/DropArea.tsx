import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { rpc } from '../../rpc.ts';
import { strings } from '../../strings.ts';
import { useIntake } from './store.ts';

interface DropAreaProps {
  onPick(): void;
}

/** The first thing in an empty application: one area, one button, one sample. The whole page takes drops. */
export function DropArea({ onPick }: DropAreaProps) {
  const [over, setOver] = useState(false);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button inside is everybody's. */}
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
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
