import { AppError } from '../../../shared/errors.ts';
import { type BinaryFiles, configWords, findState, type Ports, type ServerState } from './files.ts';
import { isAlive, processIdentity, processWithWords } from './identity.ts';

/** A server on this folder that another run of the application started. */
export interface FoundServer {
  pid: number;
  identity: string | null;
  startedAt: number;
  binPath: string;
  ports: Ports;
}

/**
 * Looks for a living process on this folder, so that two never write to the same data: an empty
 * storage is not locked by Qdrant itself. Rejects with in_use when there is one that can't be told
 * to be the application's own.
 */
export async function findServer(
  files: BinaryFiles,
  knowsKey: (ports: Ports) => Promise<boolean>,
): Promise<FoundServer | null> {
  const state = findState(files);
  if (state?.process && (await isSame(state.process))) return found(state, state.process);
  const pid = await processWithWords(configWords(files));
  if (pid !== null) {
    if (!state) throw inUse(`Process ${pid}`);
    return found(state, { pid, identity: await processIdentity(pid) });
  }
  // The application died between the decision to start and the start, on a system that can't be searched.
  if (state && state.process === null && (await knowsKey(state))) {
    throw inUse(`The program at port ${state.httpPort}`);
  }
  return null;
}

async function isSame(known: { pid: number; identity: string | null }): Promise<boolean> {
  // The number alone may be another process's by now.
  if (known.identity === null || !(await isAlive(known.pid, known.identity))) return false;
  return (await processIdentity(known.pid)) === known.identity;
}

const found = (
  state: ServerState,
  { pid, identity }: { pid: number; identity: string | null },
): FoundServer => ({
  pid,
  identity,
  startedAt: state.startedAt,
  binPath: state.binPath,
  ports: { httpPort: state.httpPort, grpcPort: state.grpcPort },
});

const inUse = (who: string) =>
  new AppError('in_use', `${who} may be at work in the folder of this server already; end it first.`);
