import { AppError } from '../../../shared/errors.ts';
import type { Report } from '../backend.ts';
import { freePort, listenerOf } from '../free-port.ts';
import type { Ports } from './files.ts';

/** The wanted ports or the next free ones, and a sentence for each that is not the wanted one. */
export async function choosePorts(wanted: Ports, report: Report): Promise<Ports> {
  const httpPort = await choose(wanted.httpPort, [wanted.grpcPort], report);
  const grpcPort = await choose(wanted.grpcPort, [httpPort], report);
  return { httpPort, grpcPort };
}

async function choose(wanted: number, except: readonly number[], report: Report): Promise<number> {
  const port = await freePort(wanted, except);
  if (port === null) throw new AppError('engine_unavailable', `There is no free port from ${wanted} on.`);
  if (port !== wanted) report(`Port ${wanted} is taken by ${await nameOfTaker(wanted)}, so ${port} is used.`);
  return port;
}

async function nameOfTaker(port: number): Promise<string> {
  const listener = await listenerOf(port);
  return listener ? `${listener.name} (process ${listener.pid})` : 'another program';
}
