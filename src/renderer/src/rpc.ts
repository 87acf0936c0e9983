import { createRpcClient, type RpcClient } from '../../shared/rpc/client.ts';
import type { ClientFrame, ClientTransport, ServerFrame } from '../../shared/rpc/frames.ts';

/** What the preload of the desktop window gives; a browser has none. */
interface WindowTransport {
  send(frame: ClientFrame): void;
  onFrame(listener: (frame: ServerFrame) => void): void;
  pathForFile(file: File): string;
}

declare global {
  interface Window {
    transport?: WindowTransport;
  }
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/** The one connection of these screens; made again by itself whenever it is lost. */
export const rpc: RpcClient = createRpcClient();

if (window.transport) rpc.attach(windowTransport(window.transport));
else connectSocket(FIRST_RETRY_MS);

function windowTransport(bridge: WindowTransport): ClientTransport {
  return {
    send: (frame) => bridge.send(frame),
    onFrame: (listener) => {
      bridge.onFrame(listener);
      return () => {};
    },
    // The window's channel lives as long as its page.
    onClose: () => () => {},
    close: () => {},
  };
}

function connectSocket(retryMs: number): void {
  const socket = new WebSocket(`ws://${window.location.host}/socket`);
  let opened = false;
  socket.addEventListener('open', () => {
    opened = true;
    rpc.attach(socketTransport(socket));
  });
  socket.addEventListener('close', () => {
    const next = opened ? FIRST_RETRY_MS : Math.min(retryMs * 2, LONGEST_RETRY_MS);
    setTimeout(() => connectSocket(next), opened ? 0 : retryMs);
  });
}

function socketTransport(socket: WebSocket): ClientTransport {
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    onFrame: (listener) => {
      const onMessage = (event: MessageEvent<string>) => listener(JSON.parse(event.data) as ServerFrame);
      socket.addEventListener('message', onMessage);
      return () => socket.removeEventListener('message', onMessage);
    },
    onClose: (listener) => {
      socket.addEventListener('close', listener, { once: true });
      return () => socket.removeEventListener('close', listener);
    },
    close: () => socket.close(),
  };
}
