import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What the application needs where its own Node 24 is not installed (other platforms than Linux and Windows). */
const OLDEST = [22, 13];

/**
 * The Node that runs the application: the one installed as a package, else the system's own if it is
 * new enough. This file and all it is used by must run on Node 20.
 * @param {string} root the project's folder
 * @returns {string} path of the executable
 */
export function findNode(root) {
  return packagedNode(root) ?? systemNode();
}

/** @param {string} root */
function packagedNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', executable);
  return existsSync(path) ? path : null;
}

function systemNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Error(
    `CV Intelligence needs Node ${OLDEST.join('.')} or newer on this system (${process.platform} ${process.arch}), ` +
      `and this is Node ${process.versions.node}. Please install a newer one from your system's packages or nodejs.org.`,
  );
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
