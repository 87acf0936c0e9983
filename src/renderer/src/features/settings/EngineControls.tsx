import { Play, Plus, RefreshCw, RotateCw, Square } from 'lucide-react';
import type { ClusterStatus } from '../../../../shared/cluster.ts';
import { strings } from '../../strings.ts';
import { ActionButton } from './ActionButton.tsx';
import type { EngineDialog } from './EngineDialogs.tsx';
import { abilitiesOf, runsNow } from './engine-state.ts';
import { useEngineWork } from './engine-work.ts';

interface EngineControlsProps {
  status: ClusterStatus;
  onAsk(dialog: EngineDialog): void;
}

/** What can be done to all servers; each kind of engine has what it can do, always in the same place. */
export function EngineControls({ status: { mode, nodes }, onAsk }: EngineControlsProps) {
  const { doing, run } = useEngineWork();
  const { runs, images, scales } = abilitiesOf(mode);
  const blocked = doing !== null;
  const { actions } = strings.engine;
  const up = runsNow(nodes);
  return (
    <div className="engine-controls">
      {!runs && (
        <ActionButton
          icon={RefreshCw}
          blocked={blocked}
          onClick={() => void run('cluster.remedy', { action: 'check_again' })}
        >
          {actions.check}
        </ActionButton>
      )}
      {runs && (
        <>
          {up ? (
            <ActionButton icon={Square} blocked={blocked} onClick={() => void run('cluster.down', {})}>
              {actions.stop}
            </ActionButton>
          ) : (
            <ActionButton
              icon={Play}
              kind="primary"
              blocked={blocked}
              onClick={() => void run('cluster.up', {})}
            >
              {actions.start}
            </ActionButton>
          )}
          <ActionButton
            icon={RotateCw}
            blocked={blocked || !up}
            onClick={() => void run('cluster.restart', {})}
          >
            {nodes.length > 1 ? actions.restartAll : actions.restart}
          </ActionButton>
        </>
      )}
      {scales && (
        <ActionButton icon={Plus} blocked={blocked || !up} onClick={() => void run('cluster.addNode', {})}>
          {actions.addNode}
        </ActionButton>
      )}
      {images && (
        <>
          <ActionButton blocked={blocked} onClick={() => onAsk({ kind: 'upgrade', image: null })}>
            {actions.upgrade}
          </ActionButton>
          <ActionButton blocked={blocked} onClick={() => onAsk({ kind: 'load' })}>
            {actions.loadImage}
          </ActionButton>
        </>
      )}
      {runs && (
        <ActionButton blocked={blocked} onClick={() => onAsk({ kind: 'remove' })}>
          {actions.remove}
        </ActionButton>
      )}
    </div>
  );
}
