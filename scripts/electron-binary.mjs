import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Electron's executable, or null where only its package is there. Looks for the file itself, because
 * `require('electron')` would download what is missing.
 * @param {string} root
 */
export function electronBinary(root) {
  const home = join(root, 'node_modules', 'electron');
  const named = join(home, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : defaultName();
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(home, 'dist'), name);
  return existsSync(path) ? path : null;
}

function defaultName() {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}
