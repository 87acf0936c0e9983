import { type ChildProcess, fork } from 'node:child_process';
import type { FromEmbedProcess, ToEmbedProcess } from './embed-messages.ts';

/** The application's end of an embedding process, under Node or Electron. */
export interface EmbedPort {
  readonly pid: number | undefined;
  send(message: ToEmbedProcess): void;
  kill(): void;
}

export interface EmbedPortEvents {
  onMessage(message: FromEmbedProcess): void;
  /** Once, however the process ended or failed to start. */
  onExit(): void;
}

/**
 * onnxruntime reports its use to its maker by default on Linux unless this is set before it is loaded (and
 * keeps a database for that in the home folder); whoever forks the process must pass it.
 */
export const EMBED_ENV: Readonly<Record<string, string>> = { ORT_DISABLE_TELEMETRY: '1' };

/** Starts a process on `entry`; Electron's host gives one made of utilityProcess.fork. */
export type ForkEmbedProcess = (entry: URL, events: EmbedPortEvents) => EmbedPort;

export const forkWithNode: ForkEmbedProcess = (entry, events) => {
  const child = fork(entry, {
    // 'advanced' carries Float32Array as bytes; JSON would take eight times the room.
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ...EMBED_ENV },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    events.onExit();
  };
  child.on('message', (message) => events.onMessage(message as FromEmbedProcess));
  child.on('exit', end);
  child.on('error', () => {
    // Also emitted when a message could not be sent; then 'exit' follows.
    if (child.pid === undefined) end();
  });
  return { pid: child.pid, send: (message) => send(child, message), kill: () => void child.kill('SIGKILL') };
};

function send(child: ChildProcess, message: ToEmbedProcess): void {
  // A message to a process that has just died is lost here and sent again to the next one.
  if (child.connected) child.send(message, () => {});
}

/** The embedding process's own end. */
export interface ParentPort {
  send(message: FromEmbedProcess): void;
  /** `onGone` when the parent died or closed the channel. */
  listen(onMessage: (message: ToEmbedProcess) => void, onGone: () => void): void;
}

/** Electron's utility process has `process.parentPort`; a process forked by Node has `process.send`. */
export function parentPort(): ParentPort {
  const electron = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (electron) {
    return {
      send: (message) => electron.postMessage(message),
      // Electron ends its utility processes itself.
      listen: (onMessage) => electron.on('message', (event) => onMessage(event.data as ToEmbedProcess)),
    };
  }
  return {
    send: (message) => void process.send?.(message, undefined, undefined, () => {}),
    listen: (onMessage, onGone) => {
      process.on('message', (message) => onMessage(message as ToEmbedProcess));
      process.on('disconnect', onGone);
    },
  };
}

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}
