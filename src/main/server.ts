import { parseArgs } from 'node:util';
import { AppError } from '../shared/errors.ts';
import { makeConfig } from './config.ts';
import { openBrowser } from './host/open-browser.ts';
import { createLog } from './log.ts';
import { type Serving, serve } from './serve.ts';

/** The Node entry: the application in the browser, for machines where Electron is not there. */

/** What is in flight is finished or handed back within this time; then the process goes anyway. */
const STOP_MS = 5000;
const EXIT = { failed: 1, usage: 2, inUse: 3 };

const log = createLog((line) => process.stderr.write(line));

async function start(): Promise<void> {
  const options = readArguments();
  const serving = await serve({
    config: makeConfig({ dataDir: options.data }),
    // Only what went wrong is worth a line beside the address.
    log: { ...log, info: () => {} },
    command: 'npm start',
    ...(options.host && { host: options.host }),
    ...(options.port && { port: Number(options.port) }),
  });
  stopOnSignals(serving);
  process.stdout.write(`CV Intelligence is open at ${serving.url}\n`);
  if (options.open) openBrowser(serving.url);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        data: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        open: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new AppError('invalid_input', 'Options: --data DIR, --host ADDRESS, --port N, --open.', {
      cause: error,
    });
  }
}

function stopOnSignals(serving: Serving): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(EXIT.failed), STOP_MS).unref();
    serving.close().then(
      () => process.exit(0),
      (error) => {
        log.error('stop.failed', error);
        process.exit(EXIT.failed);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

start().catch((thrown: unknown) => {
  const error = AppError.from(thrown);
  if (error.code === 'internal') log.error('start.failed', thrown);
  process.stderr.write(`${error.message}\n`);
  const codes: Partial<Record<string, number>> = { in_use: EXIT.inUse, invalid_input: EXIT.usage };
  process.exitCode = codes[error.code] ?? EXIT.failed;
});
