import { once } from 'node:events';
import type { Command } from 'commander';
import { makeConfig } from '../config.ts';
import { openBrowser } from '../host/open-browser.ts';
import { createLog } from '../log.ts';
import { serve } from '../serve.ts';
import { optionsOf, wholeNumber } from './options.ts';
import { print } from './output.ts';
import { readSecret } from './read-secret.ts';
import { type CommonOptions, untilInterrupted } from './session.ts';

interface ServeOptions extends CommonOptions {
  host?: string;
  port?: number;
  open?: boolean;
  metricsTokenFile?: string;
}

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('the screens in a browser; prints the address with its one-time token')
    .option('--host <address>', 'listen elsewhere than on this machine alone', '127.0.0.1')
    .option('--port <n>', '0 takes a free one', wholeNumber, 0)
    .option('--open', 'open the browser')
    .option('--metrics-token-file <file>', 'lets other machines ask for /metrics with the token in it')
    .action(async (_options, command: Command) => {
      const options = optionsOf<ServeOptions>(command);
      await untilInterrupted(options, async (signal) => {
        const serving = await serve({
          config: makeConfig({ dataDir: options.data }),
          log: createLog((line) => options.quiet || process.stderr.write(line)),
          command: 'cvi serve',
          ...(options.metricsTokenFile
            ? { metricsToken: readSecret(options.metricsTokenFile, 'token') }
            : {}),
          ...(options.host ? { host: options.host } : {}),
          ...(options.port ? { port: options.port } : {}),
        });
        print(options, { url: serving.url }, () => [serving.url]);
        if (options.open) openBrowser(serving.url);
        if (!signal.aborted) await once(signal, 'abort');
        await serving.close();
      });
    });
}
