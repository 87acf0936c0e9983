import type { Fault } from '../backend.ts';
import type { Docker } from '../docker/docker-api.ts';
import { portIn } from '../docker/docker-errors.ts';
import { freePort } from '../free-port.ts';
import type { FoundNode } from './nodes.ts';

const NOT_WRITABLE = /permission denied|read-only file system|operation not permitted/i;
const PORT_TAKEN = /port is already allocated|address already in use|ports? (is|are) not available/i;

/** What keeps a container from running that can be told from outside; null when nothing is known. */
export async function startFault(
  { name, info }: FoundNode,
  lastLines: readonly string[],
  docker: Pick<Docker, 'publisherOf'>,
): Promise<Fault | null> {
  if (info.state === 'running') return null;
  const port = PORT_TAKEN.test(info.error) ? portIn(info.error) : null;
  if (port !== null) {
    return { kind: 'port', port, by: await docker.publisherOf(port), free: await freePort(port + 1) };
  }
  const failed = info.exitCode !== null && info.exitCode !== 0;
  if (failed && lastLines.some((line) => NOT_WRITABLE.test(line))) return { kind: 'volume', node: name };
  return null;
}
