import { join } from 'node:path';
import { dialog, app as electron } from 'electron';
import { AppError } from '../shared/errors.ts';
import { createApp } from './app.ts';
import { applicationRoot, makeConfig } from './config.ts';
import { electronHost, openWindow, registerScheme } from './host/electron.ts';
import { createLog } from './log.ts';

/** The Electron entry: the application in a window of its own. */

const STOP_MS = 5000;
const log = createLog((line) => process.stderr.write(line));

electron.enableSandbox();
registerScheme();

async function start(): Promise<void> {
  await electron.whenReady();
  const config = makeConfig({});
  const app = await createApp({ config, host: electronHost(config.version), log, command: 'the window' });
  closeBeforeQuit(() => app.close());
  const window = await openWindow({
    app: { ...app, onInternalError: (error) => log.error('rpc.failed', error) },
    rendererDir: config.rendererDir,
    preloadPath: join(applicationRoot(), 'out', 'preload', 'index.cjs'),
  });
  electron.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.resume();
}

function closeBeforeQuit(close: () => Promise<void>): void {
  let closed = false;
  electron.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    const goOn = () => {
      closed = true;
      electron.quit();
    };
    const forced = setTimeout(goOn, STOP_MS);
    close()
      .catch((error: unknown) => log.error('stop.failed', error))
      .finally(() => {
        clearTimeout(forced);
        goOn();
      });
  });
}

electron.on('window-all-closed', () => electron.quit());

if (electron.requestSingleInstanceLock()) {
  start().catch((thrown: unknown) => {
    const error = AppError.from(thrown);
    log.error('start.failed', thrown);
    dialog.showErrorBox('CV Intelligence can’t start', error.message);
    electron.exit(1);
  });
} else {
  electron.quit();
}
