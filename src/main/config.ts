import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where things are, decided once at start. */
export interface Config {
  /** The data folder; null is the in-memory mode. */
  dataDir: string | null;
  /** Shipped read-only files: models, the sample folder. */
  resourcesDir: string;
  rendererDir: string;
  version: string;
}

/** The repository's or the installed application's root: two levels above src/main or out/main. */
export function applicationRoot(from: string = import.meta.url): string {
  return fileURLToPath(new URL(from.includes('/chunks/') ? '../../../' : '../../', from));
}

export function makeConfig(options: { dataDir?: string | undefined; inMemory?: boolean }): Config {
  const root = applicationRoot();
  const dataDir = options.dataDir ?? process.env.CVI_DATA ?? defaultDataDir();
  return {
    dataDir: options.inMemory ? null : resolve(dataDir),
    resourcesDir: join(root, 'resources'),
    rendererDir: join(root, 'out', 'renderer'),
    version: VERSION,
  };
}

export const VERSION = '0.1.0';

/** The system's place for application data. */
function defaultDataDir(): string {
  const home = homedir();
  if (process.platform === 'win32') {
    return join(process.env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'CV Intelligence');
  }
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'CV Intelligence');
  return join(process.env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'cv-intelligence');
}
