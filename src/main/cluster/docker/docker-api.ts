import { AppError } from '../../../shared/errors.ts';
import type { Fault } from '../backend.ts';

/**
 * What the application asks of a container engine (Docker, or Podman through the same interface).
 * Every method rejects with an AppError: `docker_unavailable` when none can be reached, `not_found`
 * for what is not there, `conflict` for a name that somebody else's container has.
 */
export interface Docker {
  /** What keeps Docker from being used; null when it answers. Never rejects. */
  fault(): Promise<DockerFault | null>;

  /** The id of an image's content; null when it is not on this machine. */
  imageId(image: string): Promise<string | null>;
  /** Whether a container of the image would have one of these files. The image is there. */
  imageHas(image: string, paths: readonly string[]): Promise<boolean>;
  pullImage(image: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<void>;
  /** Loads a file made by `docker save`; the names of the images in it. */
  loadImage(tarPath: string): Promise<string[]>;

  networks(labels: Labels): Promise<string[]>;
  createNetwork(name: string, labels: Labels): Promise<void>;
  removeNetwork(name: string): Promise<void>;

  volumes(labels: Labels): Promise<VolumeInfo[]>;
  createVolume(name: string, labels: Labels): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** Bytes by volume name; a volume is missing where the engine does not measure it. Takes seconds. */
  volumeBytes(): Promise<ReadonlyMap<string, number>>;

  /** Running and stopped ones. */
  containers(labels: Labels): Promise<ContainerInfo[]>;
  /** Of the container with exactly this name, whoever made it; null when there is none. */
  labelsOf(name: string): Promise<Labels | null>;
  /** The name of a running container that publishes a port of this machine, whoever made it. */
  publisherOf(port: number): Promise<string | null>;
  /** The id of the new container, which is not started. */
  createContainer(spec: ContainerSpec): Promise<string>;
  /**
   * Rejects with PortTakenError when one of its ports is not free, with LimitRefusedError when the engine
   * may not give it its open files. Started already: nothing happens.
   */
  startContainer(id: string): Promise<void>;
  /** Asks it to end, and kills it when it does not in time. Stopped already or gone: nothing happens. */
  stopContainer(id: string, graceSeconds: number): Promise<void>;
  /** Ends it at once without letting it write what it holds. Not running: nothing happens. */
  killContainer(id: string): Promise<void>;
  /** With its anonymous volumes; the named ones stay. Gone already: nothing happens. */
  removeContainer(id: string): Promise<void>;
  /** Oldest first; at most so many of the newest since a time (epoch ms). */
  logs(id: string, request: { since: number; lines: number }): Promise<{ at: number; text: string }[]>;
  /** Bytes in use without what the system can drop; null when it is not running. */
  memoryBytes(id: string): Promise<number | null>;
  /** Calls back when a container with these labels starts, ends or goes; a lost connection is made again. */
  onChange(labels: Labels, listener: (event: ContainerEvent) => void): () => void;
}

export type Labels = Readonly<Record<string, string>>;
export type DockerFault = Extract<Fault, { kind: 'docker' }>;

export interface VolumeInfo {
  name: string;
  labels: Labels;
}

export interface ContainerInfo {
  id: string;
  name: string;
  labels: Labels;
  /** Id of the image's content. */
  imageId: string;
  state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  /** Null before it was started. */
  startedAt: number | null;
  exitCode: number | null;
  oomKilled: boolean;
  /** Why it could not be started, in Docker's words; empty when it could. */
  error: string;
  /** Times that Docker has started it again by itself. */
  restarts: number;
  memoryLimitBytes: number | null;
  env: Readonly<Record<string, string>>;
  /** Ports of this machine by port of the container. */
  ports: ReadonlyMap<number, number>;
}

/** A container to be made; sizes in bytes. */
export interface ContainerSpec {
  name: string;
  image: string;
  /** Null: the image's own. */
  command: readonly string[] | null;
  env: Readonly<Record<string, string>>;
  labels: Labels;
  /** Published on 127.0.0.1 only. */
  ports: readonly { inside: number; outside: number }[];
  volumes: readonly { name: string; path: string }[];
  network: { name: string; alias: string } | null;
  memoryBytes: number;
  reservationBytes: number;
  /** Limit of open files; null: as the engine has it. */
  openFiles: number | null;
  log: { maxSize: string; maxFiles: number };
  health: HealthTest | null;
  /** Seconds that it may take to end when asked to. */
  stopSeconds: number;
}

export interface HealthTest {
  /** Run inside the container; exit code 0 is healthy. */
  command: readonly string[];
  intervalSeconds: number;
  timeoutSeconds: number;
  retries: number;
  /** Failures while it starts do not count. */
  startSeconds: number;
}

export interface ContainerEvent {
  labels: Labels;
  kind: 'started' | 'died' | 'removed';
  exitCode: number | null;
}

/** A port of this machine that a container wants is somebody else's. */
export class PortTakenError extends AppError {
  /** Null when Docker does not name it. */
  readonly port: number | null;

  constructor(port: number | null, options?: { cause?: unknown }) {
    super('in_use', port === null ? 'A port is in use.' : `Port ${port} is in use.`, options);
    this.port = port;
  }
}

/** An engine without root's rights can't raise a container's limit of open files above its own. */
export class LimitRefusedError extends AppError {
  constructor(options?: { cause?: unknown }) {
    super('permission', 'Docker may not raise the limit of open files.', options);
  }
}
