import type { ClusterStatus, ProblemCode } from '../../shared/cluster.ts';
import type { EngineStatus, Status } from '../../shared/model.ts';

/** What /healthz answers. Codes and states only, as it is asked for without a login. */
export interface Health {
  /** Searches are answered; an answer with false goes with status 503. */
  ok: boolean;
  /** Answered, but something needs an admin: a node is down, or meaning is not available. */
  degraded: boolean;
  engine: EngineStatus['mode'];
  model: EngineStatus['modelState'];
  nodes: { up: number; of: number };
  /** Of errors, without repetition; warnings do not count. */
  problems: ProblemCode[];
}

export function health(status: Pick<Status, 'engine'>, cluster: ClusterStatus | null): Health {
  const { mode, healthy, modelState } = status.engine;
  const nodes = cluster?.nodes ?? [];
  const errors = (cluster?.problems ?? []).filter(({ severity }) => severity === 'error');
  return {
    ok: healthy,
    degraded: healthy && (errors.length > 0 || modelState === 'failed'),
    engine: mode,
    model: modelState,
    nodes: { up: nodes.filter((node) => node.healthy).length, of: nodes.length },
    problems: [...new Set(errors.map(({ code }) => code))],
  };
}
