import type { RemedyAction } from '../../shared/cluster.ts';
import type { Handlers } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Settings } from '../store/settings.ts';
import type { ContainerBackend } from './containers/containers.ts';
import { type Measured, planCapacity } from './planning/plan.ts';
import type { Servers } from './servers.ts';
import type { ClusterService } from './service.ts';

type ClusterHandlers = Pick<Handlers, Extract<keyof Handlers, `cluster.${string}`>>;

export interface ClusterCommandDeps {
  service: ClusterService;
  settings: Pick<Settings, 'get' | 'set'>;
  /** Servers that are being reached or taken over are waited for a moment, so that what is told is the truth. */
  settle(): Promise<unknown>;
  /** The same servers by the settings of now. */
  rebuild(): Promise<void>;
  /** Remembers whether the servers should be up. */
  setRunning(running: boolean): void;
  /** What this very index has come to; null while there is too little. */
  measured(): Promise<Measured | null>;
  documents(): number;
  /** The index on servers that are gone is not the one in use any more. */
  forget(): Promise<void>;
  /** Into Docker, whatever engine is in use: an image is needed before containers are. */
  loadImage(file: string): Promise<string[]>;
  /** Has the servers heal their collection, as a remedy asks. */
  heal(action: Extract<RemedyAction, 'recover_replica' | 'optimize'>): Promise<void>;
}

/** Qdrant's lines begin with the time that `at` has already. */
const OWN_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z\s+/;

/** What has to be typed before data goes. */
const CONFIRM = 'remove';

export function createClusterHandlers(deps: ClusterCommandDeps): ClusterHandlers {
  const { service } = deps;

  async function up(signal: AbortSignal) {
    deps.setRunning(true);
    await deps.rebuild();
    await service.operate('Starting the search engine.', (report, { backend }) => backend.up(report, signal));
    await deps.settle();
    return service.status();
  }

  async function restart(node: string | null) {
    deps.setRunning(true);
    await service.operate(
      node ? `Restarting ${node}.` : 'Restarting the search engine.',
      (report, { backend }) => backend.restart(node, report),
    );
    return service.status();
  }

  return {
    'cluster.status': async () => {
      await deps.settle();
      return service.status();
    },
    'cluster.up': (_input, { signal }) => up(signal),
    'cluster.down': async () => {
      deps.setRunning(false);
      await service.interrupt('Stopping the search engine.', (report, { backend }) => backend.down(report));
      await deps.forget();
      return service.status();
    },
    'cluster.restart': ({ node }) => restart(node ?? null),
    'cluster.remove': async ({ withData, confirm }) => {
      if (withData && confirm !== CONFIRM) {
        throw new AppError(
          'invalid_input',
          `Removing the data has to be confirmed with the word ${CONFIRM}.`,
        );
      }
      deps.setRunning(false);
      const removed = await service.interrupt('Removing the servers.', (report, { backend }) =>
        backend.remove({ withData }, report),
      );
      await deps.forget();
      return removed;
    },
    'cluster.size': async () => ({
      bytes: (await service.servers()?.backend.dataBytes()) ?? null,
      confirm: CONFIRM,
    }),
    'cluster.addNode': async (_input, { signal }) => {
      deps.setRunning(true);
      await service.operate('Adding a node.', (report, servers) =>
        containersOf(servers).addNode(report, signal),
      );
      return service.status();
    },
    'cluster.drainNode': async ({ node }, { signal }) => {
      await service.operate(`Taking ${node} out.`, (report, servers) =>
        containersOf(servers).drainNode(node, report, signal),
      );
      return service.status();
    },
    'cluster.upgrade': async ({ image }, { signal }) => {
      deps.setRunning(true);
      await service.operate(`Upgrading to ${image}.`, (report, servers) =>
        containersOf(servers).upgrade(image, report, signal),
      );
      deps.settings.set('engine.image', image);
      return service.status();
    },
    'cluster.loadImage': async ({ file }) => {
      const [image] = await deps.loadImage(file);
      if (image === undefined) throw new AppError('invalid_input', 'There is no image in this file.');
      return { image };
    },
    'cluster.logs': async ({ node, since, lines }) => {
      const found = await service.servers()?.backend.logs({ node: node ?? null, since, lines });
      return (found ?? []).map((line) => ({ ...line, text: line.text.replace(OWN_TIME, '') }));
    },
    'cluster.plan': async ({ documents, quantized }) => {
      const measured = await deps.measured().catch(() => null);
      return planCapacity({
        documents: documents ?? Math.max(1, deps.documents()),
        quantized: quantized ?? deps.settings.get('engine.quantization') === 'scalar',
        ...(measured ? { measured } : {}),
      });
    },
    'cluster.diagnose': async () => {
      await deps.settle();
      return (await service.status()).problems;
    },
    'cluster.remedy': async ({ action, node }, { signal }) => {
      switch (action) {
        case 'up':
        case 'free_port':
          return up(signal);
        case 'restart':
          return restart(null);
        case 'restart_node':
          return restart(node ?? null);
        case 'raise_memory':
          raiseMemory(deps.settings);
          return up(signal);
        case 'recover_replica':
        case 'optimize':
          await deps.heal(action);
          return service.status();
        case 'use_model':
        case 'check_again':
          return service.status();
      }
    },
  };
}

/** By half, in steps that machines have; containers are made anew with it by the next `up`. */
function raiseMemory(settings: Pick<Settings, 'get' | 'set'>): void {
  settings.set('engine.memoryMb', Math.ceil((settings.get('engine.memoryMb') * 1.5) / 512) * 512);
}

function containersOf(servers: Servers): ContainerBackend {
  if (servers.kind === 'containers') return servers.backend;
  throw new AppError('conflict', 'This works only for servers in containers that the application runs.');
}
