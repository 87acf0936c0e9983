import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronBinary } from './electron-binary.mjs';
import { prepare } from './prepare.mjs';
import { runChild } from './run-child.mjs';
import { endWithNpm } from './under-npm.mjs';

/** `npm start`: install and build what is missing, then the window, or the browser where Electron is not there. */
const root = fileURLToPath(new URL('..', import.meta.url));

async function start() {
  const args = process.argv.slice(2);
  const node = await prepare({ root, say: (line) => console.log(line) });
  endWithNpm('SIGTERM');
  const electron = electronBinary(root);
  if (electron) return runChild(electron, [root, ...args]);
  console.log('Electron is not installed here; opening in the browser');
  return runChild(node, [join(root, 'out', 'main', 'server.js'), '--open', ...args], { dieTogether: true });
}

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
