import type { EngineMode } from '../../../../shared/model.ts';
import { DrainDialog } from './DrainDialog.tsx';
import { EngineModeDialog } from './EngineModeDialog.tsx';
import { LoadImageDialog } from './LoadImageDialog.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { UpgradeDialog } from './UpgradeDialog.tsx';
import type { Opened } from './use-opened.ts';

/** The questions of the engine's page. */
export type EngineDialog =
  | { kind: 'change' }
  | { kind: 'upgrade'; image: string | null }
  | { kind: 'load' }
  | { kind: 'remove' }
  | { kind: 'drain'; node: string };

interface EngineDialogsProps {
  dialog: Opened<EngineDialog>;
  mode: EngineMode;
}

export function EngineDialogs({ dialog: { shown, open, close }, mode }: EngineDialogsProps) {
  switch (shown?.kind) {
    case 'change':
      return <EngineModeDialog used={mode} onClose={close} />;
    case 'upgrade':
      return <UpgradeDialog image={shown.image} rolling={mode === 'cluster'} onClose={close} />;
    case 'load':
      return <LoadImageDialog onClose={close} onUpgrade={(image) => open({ kind: 'upgrade', image })} />;
    case 'remove':
      return <RemoveDialog onClose={close} />;
    case 'drain':
      return <DrainDialog node={shown.node} onClose={close} />;
    default:
      return null;
  }
}
