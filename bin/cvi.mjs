#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from '../scripts/prepare.mjs';
import { runChild } from '../scripts/run-child.mjs';
import { endWithNpm, hearCtrlCOnce } from '../scripts/under-npm.mjs';

/** The command line from a checkout: prepares quietly, then runs out/main/cli.js under the project's Node. */
const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'out', 'main', 'cli.js');

/** @returns {Promise<string | null>} */
async function prepared() {
  try {
    return await prepare({ root, say: (line) => console.error(line), quiet: true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return null;
  }
}

const node = await prepared();
// Its script is `exec node ...`, so that npm's signals come here: npm goes first only when it is killed outright.
endWithNpm('SIGKILL');
const args = process.argv.slice(2);
if (node === null) {
  process.exitCode = 1;
} else if (realpathSync(node) === realpathSync(process.execPath)) {
  // Already the right Node: the command line takes over this very process.
  hearCtrlCOnce();
  process.argv = [process.execPath, cli, ...args];
  await import(pathToFileURL(cli).href);
} else {
  process.exitCode = await runChild(node, [cli, ...args], { dieTogether: true });
}
