import type { ClusterStatus } from '../shared/cluster.ts';
import type { Status } from '../shared/model.ts';
import type { Monitored } from './host/monitoring.ts';
import { health } from './metrics/health.ts';
import type { Metrics } from './metrics/metrics.ts';

/** What programs that watch the host are told, asked anew each time. */
export function createMonitored(deps: {
  metrics: Metrics;
  status(): Status;
  clusterStatus(): Promise<ClusterStatus | null>;
}): Monitored {
  const { metrics, status, clusterStatus } = deps;
  return {
    async health() {
      // First, as the status tells what was seen of the servers last.
      const cluster = await clusterStatus();
      return health(status(), cluster);
    },
    metrics: async () => ({
      contentType: metrics.contentType,
      text: await metrics.render({ status: status(), cluster: await clusterStatus() }),
    }),
  };
}
