import { AppError } from '../../shared/errors.ts';
import { type App, createApp } from '../app.ts';
import { makeConfig, VERSION } from '../config.ts';
import { nodeHost } from '../host/host.ts';
import { silentLog } from '../log.ts';

/** Options that every command has. */
export interface CommonOptions {
  data?: string;
  json?: boolean;
  quiet?: boolean;
}

export interface Session {
  app: App;
  /** Aborted by the first interrupt. */
  signal: AbortSignal;
}

/** Opens the data folder, runs one command and closes again. */
export function withApp<T>(
  name: string,
  options: CommonOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return untilInterrupted(options, async (signal) => {
    const app = await createApp({
      config: makeConfig({ dataDir: options.data }),
      host: nodeHost(VERSION),
      log: silentLog,
      command: `cvi ${name}`,
      // The next command, a second later, would have to load everything again.
      keepEngine: true,
    });
    try {
      return await work({ app, signal });
    } finally {
      await app.close();
    }
  });
}

/**
 * Runs work that the first interrupt ends by its signal, handing back what is in flight; the second
 * ends the process at once. Nothing is lost either way.
 */
export async function untilInterrupted<T>(
  options: CommonOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(130);
    if (!options.quiet) process.stderr.write('Stopping.\n');
    interrupt.abort(new AppError('cancelled', 'Interrupted.'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
