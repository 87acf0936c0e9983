import type { Status } from '../../src/shared/model.ts';
import { openApp, type TestApp, temporaryFolder } from './app.ts';

/** The whole application on a folder of its own, with the small model and small containers. */
export async function openEngineApp(image: string | null = null) {
  const data = temporaryFolder();
  const first = await openApp(data.path);
  await first.call('settings.set', { key: 'model', value: 'all-MiniLM-L6-v2' });
  if (image !== null) await first.call('settings.set', { key: 'engine.image', value: image });
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
