import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../../shared/errors.ts';
import type { ServerFrame, ServerTransport } from '../../shared/rpc/frames.ts';
import { serveRpc } from '../../shared/rpc/server.ts';
import { Access, bracket } from './access.ts';
import type { MonitoringOptions } from './monitoring.ts';
import { answer, type HostedApp, type Site } from './routes.ts';
import { screenHeaders } from './security-headers.ts';

/** The largest frame a screen may send: a pasted job description fits many times. */
const MAX_FRAME_BYTES = 1024 * 1024;
const HEARTBEAT_MS = 30_000;

export interface NodeHostOptions {
  app: HostedApp;
  rendererDir: string;
  monitoring?: MonitoringOptions;
  /** Anything but the loopback address only when the user asked for it. */
  host?: string;
  /** 0 takes any free one. */
  port?: number;
  heartbeatMs?: number;
}

export interface NodeHost {
  /** The address with its one-time token. */
  url: string;
  /** Another address with a token of its own; the one before stops working. */
  newUrl(): string;
  close(): Promise<void>;
}

/** Serves the screens, the socket and the original files. Throws AppError `in_use` for a taken port. */
export async function startNodeHost(options: NodeHostOptions): Promise<NodeHost> {
  const hostname = options.host ?? '127.0.0.1';
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  await listen(server, hostname, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const shown = `${bracket(hostname === '0.0.0.0' || hostname === '::' ? '127.0.0.1' : hostname)}:${port}`;
  const access = new Access({ hostname, port });
  const site: Site = {
    app: options.app,
    rendererDir: resolve(options.rendererDir),
    access,
    headers: screenHeaders(`ws://${shown}`),
    monitoring: options.monitoring ?? null,
  };
  server.on('request', (request, response) => void answer(site, request, response));
  const sockets = serveSockets(server, site, options.heartbeatMs ?? HEARTBEAT_MS);
  const newUrl = () => `http://${shown}/?token=${access.newToken()}`;
  return {
    url: newUrl(),
    newUrl,
    close: async () => {
      sockets.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const message = taken ? `Port ${port} is taken by another program.` : 'This address cannot be served.';
      reject(new AppError(taken ? 'in_use' : 'invalid_input', message, { cause: error }));
    });
    server.listen(port, host, done);
  });
}

function serveSockets(server: Server, site: Site, heartbeatMs: number): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const heard = new WeakSet<WebSocket>();
  server.on('upgrade', (request, socket, head) => {
    // Node hands over a bare socket: without a listener a peer's reset would end the process.
    socket.on('error', () => socket.destroy());
    const { access } = site;
    const allowed =
      request.url === '/socket' &&
      access.hostAllowed(request) &&
      access.originAllowed(request, { required: true }) &&
      access.hasSession(request);
    if (!allowed) return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      heard.add(webSocket);
      webSocket.on('pong', () => heard.add(webSocket));
      serveRpc(socketTransport(webSocket), site.app);
    });
  });
  // A laptop that went to sleep leaves a socket that never closes; without an answer it is dropped.
  const heartbeat = setInterval(() => {
    for (const client of sockets.clients) {
      if (!heard.delete(client)) client.terminate();
      else client.ping();
    }
  }, heartbeatMs);
  return {
    close: () => {
      clearInterval(heartbeat);
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function socketTransport(socket: WebSocket): ServerTransport {
  // ws reports a broken frame as an error and then closes; the close is what matters here.
  socket.on('error', () => socket.terminate());
  return {
    send: (frame: ServerFrame) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
    },
    onFrame: (listener) => {
      const onMessage = (data: unknown, isBinary: boolean) => {
        const frame = isBinary ? undefined : parse(String(data));
        if (frame === undefined) socket.close(1007);
        else listener(frame);
      };
      socket.on('message', onMessage);
      return () => socket.off('message', onMessage);
    },
    onClose: (listener) => {
      socket.once('close', listener);
      return () => socket.off('close', listener);
    },
    close: () => socket.close(1008),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
