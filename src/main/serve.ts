import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { nodeHost } from './host/host.ts';
import { startNodeHost } from './host/node.ts';
import type { Log } from './log.ts';

export interface ServeOptions {
  config: Config;
  log: Log;
  /** How a second process is told who has the data folder, e.g. "cvi serve". */
  command: string;
  /** Anything but 127.0.0.1 only when the user asked for it. */
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  /** Lets other machines ask for /metrics with it. */
  metricsToken?: string;
}

export interface Serving {
  /** The address with its one-time token. */
  url: string;
  close(): Promise<void>;
}

/** The application with its screens in a browser; goes on with unfinished work. Throws AppError `in_use`. */
export async function serve({
  config,
  log,
  command,
  metricsToken,
  ...address
}: ServeOptions): Promise<Serving> {
  const app = await createApp({ config, host: nodeHost(config.version), log, command });
  try {
    const host = await startNodeHost({
      app: { ...app, onInternalError: (error) => log.error('rpc.failed', error) },
      rendererDir: config.rendererDir,
      monitoring: { monitored: app.monitored, metricsToken: metricsToken ?? null },
      ...address,
    });
    app.resume();
    return {
      url: host.url,
      close: async () => {
        await host.close();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}
