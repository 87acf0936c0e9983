import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../../src/main/app.ts';
import { makeConfig } from '../../src/main/config.ts';
import { nodeHost } from '../../src/main/host/host.ts';
import { silentLog } from '../../src/main/log.ts';
import type { CommandName, Input, Parsed, Results } from '../../src/shared/contract.ts';
import { commands } from '../../src/shared/contract.ts';
import type { JobProgress } from '../../src/shared/model.ts';

export interface TestApp extends App {
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Results[C]>;
}

/** The whole application on a data folder (or in memory, for null), called as a host calls it. */
export async function openApp(dataDir: string | null): Promise<TestApp> {
  const config = makeConfig(dataDir === null ? { inMemory: true } : { dataDir });
  const app = await createApp({ config, host: nodeHost('test'), log: silentLog, command: 'a test' });
  return {
    ...app,
    async call(command, input) {
      const parsed = commands[command].parse(input) as Parsed<typeof command>;
      const handler = app.handlers[command] as (
        input: Parsed<typeof command>,
        context: { signal: AbortSignal },
      ) => Results[typeof command] | Promise<Results[typeof command]>;
      return handler(parsed, { signal: new AbortController().signal });
    },
  };
}

/** A folder that is gone after the test. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'cvi-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Resolves with the first progress for which the condition holds. */
export function until(
  app: Pick<App, 'topics'>,
  holds: (progress: JobProgress) => boolean,
): Promise<JobProgress> {
  return new Promise((resolve) => {
    const look = (progress: JobProgress | null) => {
      if (!progress || !holds(progress)) return;
      stop();
      resolve(progress);
    };
    const stop = app.topics['ingest.progress'].subscribe(look);
    look(app.topics['ingest.progress'].current());
  });
}
