import type { CommandName, TopicName } from '../contract.ts';
import type { WireError } from '../errors.ts';

/** Client to server. Ids are the client's own, unique while in use. JSON values only. */
export type ClientFrame =
  | { type: 'call'; id: number; command: CommandName; input: unknown }
  | { type: 'cancel'; id: number }
  | { type: 'subscribe'; id: number; topic: TopicName }
  | { type: 'unsubscribe'; id: number };

/** Server to client, matched by id. */
export type ServerFrame =
  | { type: 'result'; id: number; value: unknown }
  | { type: 'error'; id: number; error: WireError }
  | { type: 'event'; id: number; value: unknown };

/** One connected pair of ends. Frames are delivered in order or the transport closes. */
export interface Transport<Out, In> {
  /** Dropped silently once closed. */
  send(frame: Out): void;
  onFrame(listener: (frame: In) => void): () => void;
  /** Called once, whoever closed it. */
  onClose(listener: () => void): () => void;
  close(): void;
}

export type ClientTransport = Transport<ClientFrame, ServerFrame>;
/** What arrives from a page is not trusted to be a frame. */
export type ServerTransport = Transport<ServerFrame, unknown>;
