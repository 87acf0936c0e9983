import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it was sent, and those whose answers were there before it was sent. */
export interface Recorded {
  method: string;
  path: string;
  body: unknown;
  after: number[];
}

export interface Recorder {
  url: string;
  /** What was sent since the last call, in order. */
  take(): Recorded[];
  close(): Promise<void>;
}

/**
 * Stands between the engine and the server and notes what is sent. A loop that sends each request when
 * those are answered that were answered before it then does the same with the same concurrency.
 */
export async function startRecorder(target: string): Promise<Recorder> {
  const agent = new Agent({ keepAlive: true });
  let noted: (Recorded & { ended: boolean })[] = [];

  const server = createServer((incoming, outgoing) => {
    bodyOf(incoming)
      .then(async (body) => {
        const entry = {
          method: incoming.method ?? 'GET',
          path: incoming.url ?? '/',
          body: body.length > 0 ? JSON.parse(body.toString()) : null,
          after: noted.flatMap(({ ended }, index) => (ended ? [index] : [])),
          ended: false,
        };
        noted.push(entry);
        const { host: _, ...headers } = incoming.headers;
        const passed = request(`${target}${entry.path}`, { agent, method: entry.method, headers });
        passed.end(body);
        const [answer] = (await once(passed, 'response')) as [IncomingMessage];
        const content = await bodyOf(answer);
        entry.ended = true;
        outgoing.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' });
        outgoing.end(content);
      })
      .catch((error: unknown) => outgoing.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = noted.map(({ ended: _, ...recorded }) => recorded);
      noted = [];
      return taken;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
