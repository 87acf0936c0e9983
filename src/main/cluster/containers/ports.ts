import { AppError } from '../../../shared/errors.ts';
import { freePort, listenerOf } from '../free-port.ts';

export interface NodePorts {
  http: number;
  grpc: number;
}

/** The wanted ports, or for each that is taken the next free one. `taken`: what Docker has refused. */
export async function chooseNodePorts(wanted: NodePorts, taken: readonly number[]): Promise<NodePorts> {
  const http = await free(wanted.http, [...taken, wanted.grpc]);
  const grpc = await free(wanted.grpc, [...taken, http]);
  return { http, grpc };
}

async function free(wanted: number, except: readonly number[]): Promise<number> {
  const port = await freePort(wanted, except);
  if (port !== null) return port;
  throw new AppError(
    'in_use',
    `Port ${wanted} and all that follow it are in use; choose another in the settings.`,
  );
}

const PURPOSES = { http: 'HTTP', grpc: 'gRPC' } as const;

/** `publisher`: the container that has it, as far as Docker knows. */
export async function portSentence(
  node: { name: string; ports: NodePorts },
  kind: keyof NodePorts,
  chosen: NodePorts,
  publisher: string | null,
): Promise<string> {
  const wanted = node.ports[kind];
  const by = publisher
    ? `the container ${publisher}`
    : ((await listenerOf(wanted))?.name ?? 'another program');
  return `Port ${wanted} is in use by ${by}, so ${node.name} has ${chosen[kind]} for ${PURPOSES[kind]} instead.`;
}
