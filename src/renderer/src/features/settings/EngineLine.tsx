import {
  CircleCheck,
  CircleDashed,
  CircleStop,
  CircleX,
  ExternalLink,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import type { ClusterStatus } from '../../../../shared/cluster.ts';
import type { EngineMode } from '../../../../shared/model.ts';
import { strings } from '../../strings.ts';
import { abilitiesOf, type EngineState, engineState } from './engine-state.ts';
import { isCancellable, useEngineWork } from './engine-work.ts';

const ICONS: Record<EngineState, [icon: LucideIcon, tone: string]> = {
  loading: [LoaderCircle, 'turning'],
  absent: [CircleDashed, 'soft'],
  stopped: [CircleStop, 'soft'],
  starting: [LoaderCircle, 'turning'],
  busy: [LoaderCircle, 'turning'],
  healthy: [CircleCheck, 'good'],
  degraded: [TriangleAlert, 'warn'],
  failed: [CircleX, 'bad'],
};

interface EngineLineProps {
  mode: EngineMode;
  /** Of an engine without servers. */
  healthy: boolean;
  status: ClusterStatus | null;
}

/** The engine and its state in one line, and below it what is being done or, when nothing is, how it stands. */
export function EngineLine({ mode, healthy, status }: EngineLineProps) {
  const { doing, cancel } = useEngineWork();
  const state = stateOf({ mode, healthy, status });
  const [Icon, tone] = ICONS[state];
  const work = status?.operation ?? (doing === null ? null : strings.engine.working);
  return (
    <div className="engine-line">
      <div>
        <p className="engine-state" role="status">
          <Icon size={20} aria-hidden className={tone} />
          <span>
            <strong>{strings.engine.modes[mode]}</strong>: {strings.engine.states[state]}
          </span>
        </p>
        <div className="engine-now">
          {work !== null && <LoaderCircle size={14} aria-hidden className="turning" />}
          <p className="soft" role="status">
            {work ?? standing(mode, state, status)}
          </p>
          {isCancellable(doing) && (
            <button type="button" className="button link" onClick={cancel}>
              {strings.actions.cancel}
            </button>
          )}
        </div>
      </div>
      {status?.dashboardUrl && (
        <a className="engine-dashboard" href={status.dashboardUrl} target="_blank" rel="noreferrer">
          {strings.engine.dashboard}
          <ExternalLink size={14} aria-hidden />
          <span className="visually-hidden">{strings.engine.newTab}</span>
        </a>
      )}
    </div>
  );
}

function stateOf({ mode, healthy, status }: EngineLineProps): EngineState {
  if (!abilitiesOf(mode).servers) return healthy ? 'healthy' : 'failed';
  return status ? engineState(status) : 'loading';
}

function standing(mode: EngineMode, state: EngineState, status: ClusterStatus | null): string {
  const { about } = strings.engine;
  if (mode === 'memory' || mode === 'embedded') return about[mode];
  if (state === 'absent') return about.absent;
  const nodes = status?.nodes ?? [];
  if (nodes.length === 0) return state === 'failed' ? about.failed : '';
  return about.answer(nodes.filter((node) => node.healthy).length, nodes.length);
}
