import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import type { ChosenEngine } from '../store/engine-choice.ts';
import type { Settings } from '../store/settings.ts';
import type { Backend } from './backend.ts';
import { createBinaryBackend } from './binary/binary.ts';
import { type ContainerBackend, createContainerBackend } from './containers/containers.ts';
import { type ContainerSettings, DEFAULT_CONTAINER_SETTINGS } from './containers/spec.ts';
import { createDocker } from './docker/docker.ts';
import { createDiskProbe, type DiskFacts } from './nodes/disk-probe.ts';
import { createRemoteBackend } from './remote/remote.ts';
import { generateApiKey, type SecretStore } from './secrets.ts';

/** The servers of a chosen engine. */
export type Servers =
  | { kind: 'containers'; backend: ContainerBackend }
  | { kind: 'binary'; backend: Backend; disk(): Promise<DiskFacts> }
  | { kind: 'remote'; backend: Backend };

export interface ServersDeps {
  settings: Pick<Settings, 'get'>;
  secrets: SecretStore;
  /** Null: in memory; then nothing that the servers keep outlives the application by intention. */
  dataDir: string | null;
  /** Whether a binary goes on when the application closes. */
  keepRunning: boolean;
  log: Log;
}

const REMOTE_KEY = 'qdrant.remote';
const OWN_KEY = 'qdrant.own';

/** Null for the engines that have no servers. Throws `invalid_input` for a choice that lacks something. */
export function createServers(choice: ChosenEngine, deps: ServersDeps): Servers | null {
  const { settings, secrets } = deps;
  switch (choice.mode) {
    case 'memory':
    case 'embedded':
      return null;
    case 'single':
    case 'cluster':
      return {
        kind: 'containers',
        backend: createContainerBackend({
          docker: createDocker(),
          settings: containerSettings(choice.mode, settings, projectOf(deps.dataDir)),
          apiKey: () => ownKey(secrets),
        }),
      };
    case 'binary':
      return {
        kind: 'binary',
        backend: binaryBackend(choice, deps),
        disk: createDiskProbe(deps.dataDir ?? ''),
      };
    case 'remote':
      return {
        kind: 'remote',
        backend: createRemoteBackend({
          urls: choice.urls,
          apiKey: remoteKey(secrets),
          ...(choice.caFile ? { caFile: choice.caFile } : {}),
        }),
      };
  }
}

function binaryBackend(choice: ChosenEngine, deps: ServersDeps): Backend {
  const { settings, secrets, dataDir, log, keepRunning } = deps;
  const binPath = binaryPath(choice);
  if (binPath === null) {
    throw new AppError(
      'invalid_input',
      'Say where the Qdrant executable is: its path, or the variable QDRANT_BIN.',
    );
  }
  if (dataDir === null) throw new AppError('invalid_input', 'A Qdrant of its own needs a data folder.');
  return createBinaryBackend({
    ...{ binPath, log, keepRunning },
    dataDir: join(dataDir, 'qdrant'),
    settings: { httpPort: settings.get('engine.httpPort'), grpcPort: settings.get('engine.grpcPort') },
    apiKey: () => ownKey(secrets),
  });
}

/** Where the executable of binary mode is; null when nobody has said. */
export function binaryPath(choice: Pick<ChosenEngine, 'bin'>): string | null {
  return choice.bin ?? process.env['QDRANT_BIN'] ?? null;
}

/** Of the servers that the application runs itself: made once, and always asked for. */
function ownKey(secrets: SecretStore): string {
  const known = secrets.get(OWN_KEY);
  if (known) return known;
  const made = generateApiKey();
  secrets.set(OWN_KEY, made);
  return made;
}

export const remoteKey = (secrets: SecretStore): string | null => secrets.get(REMOTE_KEY);

export function setRemoteKey(secrets: SecretStore, key: string | null): void {
  if (key === null) secrets.remove(REMOTE_KEY);
  else secrets.set(REMOTE_KEY, key);
}

export function hasKey(mode: ChosenEngine['mode'], secrets: SecretStore): boolean {
  try {
    return secrets.get(mode === 'remote' ? REMOTE_KEY : OWN_KEY) !== null;
  } catch {
    // Secrets that can't be read are none.
    return false;
  }
}

/** Names of containers must differ where two data folders have servers on one machine. */
export function projectOf(dataDir: string | null): string {
  const { project } = DEFAULT_CONTAINER_SETTINGS;
  return `${project}-${createHash('sha256')
    .update(dataDir ?? 'memory')
    .digest('hex')
    .slice(0, 6)}`;
}

function containerSettings(
  kind: 'single' | 'cluster',
  settings: Pick<Settings, 'get'>,
  project: string,
): ContainerSettings {
  return {
    ...DEFAULT_CONTAINER_SETTINGS,
    ...{ kind, project },
    image: settings.get('engine.image'),
    httpPort: settings.get('engine.httpPort'),
    grpcPort: settings.get('engine.grpcPort'),
    nodes: settings.get('engine.nodes'),
    memoryMb: settings.get('engine.memoryMb'),
    reservationMb: settings.get('engine.reservationMb'),
  };
}
