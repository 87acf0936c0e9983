import { LABELS } from '../../src/main/cluster/containers/spec.ts';
import type { Docker } from '../../src/main/cluster/docker/docker-api.ts';
import { projectOf } from '../../src/main/cluster/servers.ts';
import type { Status } from '../../src/shared/model.ts';
import { openApp, type TestApp, temporaryFolder } from './app.ts';
import { findDocker, removeProject } from './docker.ts';
import { ensureQdrantImage, findQdrant } from './qdrant-image.ts';

/** The whole application on a folder of its own, with the small model and small containers. */
export async function openEngineApp(image: string | null = null) {
  const data = temporaryFolder();
  const first = await openApp(data.path);
  await first.call('settings.set', { key: 'model', value: 'all-MiniLM-L6-v2' });
  if (image !== null) await first.call('settings.set', { key: 'engine.image', value: image });
  // Tests beside this one have their own: a port that is free for a moment would be taken.
  const httpPort = 24_000 + (process.pid % 300) * 100;
  await first.call('settings.set', { key: 'engine.httpPort', value: httpPort });
  await first.call('settings.set', { key: 'engine.grpcPort', value: httpPort + 1 });
  await first.call('settings.set', { key: 'engine.memoryMb', value: 1024 });
  await first.call('settings.set', { key: 'engine.reservationMb', value: 256 });
  await first.close();
  const app = await openApp(data.path);
  return { app, data };
}

/** Takes a folder in and waits for its receipt. */
export async function takeIn(app: TestApp, folder: string) {
  const { jobId } = await app.call('ingest.start', { folders: [folder] });
  return app.call('ingest.receipt', { jobId });
}

/** What the ledger and the engine each say there is; they must be the same. */
export async function counted(app: TestApp): Promise<{ status: Status; people: number; points: number }> {
  const status = await app.call('app.status', {});
  const { total } = await app.call('search.query', { query: '', limit: 0 });
  const { collection } = await app.call('cluster.status', {});
  return { status, people: total, points: collection?.points ?? 0 };
}

/** The application beside a real Docker that has Qdrant's image; `missing` says why a test is skipped. */
export interface ContainerApp {
  missing: string | null;
  docker: Docker;
  app: TestApp;
  data: { path: string };
  /** Ids of the application's own containers, of one node or of all. */
  containersOf(node?: string): Promise<string[]>;
  /** Takes away everything that the application has made, its containers and volumes too. */
  close(): Promise<void>;
}

export async function openContainerApp(): Promise<ContainerApp> {
  const [found, binary] = [await findDocker(), findQdrant()];
  const missing = found.missing ?? binary.missing;
  if (!found.docker || !binary.path) return { missing, close: async () => {} } as ContainerApp;
  const { docker } = found;
  const { app, data } = await openEngineApp(await ensureQdrantImage(docker, binary.path));
  const project = projectOf(data.path);
  return {
    ...{ missing, docker, app, data },
    async containersOf(node) {
      const labels = { [LABELS.project]: project, ...(node ? { [LABELS.node]: node } : {}) };
      return (await docker.containers(labels)).map(({ id }) => id);
    },
    async close() {
      await app.close();
      await removeProject(docker, project);
      data.remove();
    },
  };
}
