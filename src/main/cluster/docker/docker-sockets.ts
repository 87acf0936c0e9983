import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, posix, win32 } from 'node:path';
import { z } from 'zod';

/** Where a container engine may answer: a Unix socket, a Windows pipe, or a port of this machine. */
export type DockerEndpoint = { socketPath: string } | { host: string; port: number };

export interface DockerSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  home: string;
  /** Null when there is no such file. */
  readText(path: string): string | null;
  exists(path: string): boolean;
}

/** What to look at when there is no connection. */
export interface DockerPlaces {
  /** Asked anew each time. */
  endpoints(): DockerEndpoint[];
  /** Whether a program of it is on this machine: then it is only not started. */
  installed(): boolean;
}

/** Those of this process and its user. */
export function usualPlaces(): DockerPlaces {
  const around: DockerSurroundings = {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    exists: existsSync,
    readText(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null;
      }
    },
  };
  return { endpoints: () => dockerEndpoints(around), installed: () => hasDockerProgram(around) };
}

/**
 * All places to ask, the one that the person has chosen first. With DOCKER_HOST it is that one only:
 * containers that are made elsewhere when it is down for a moment would be a second set.
 */
export function dockerEndpoints(around: DockerSurroundings): DockerEndpoint[] {
  const chosen = around.env['DOCKER_HOST'];
  if (chosen) return parsed(chosen);
  const context = contextHost(around);
  const all = [
    ...(context ? parsed(context) : []),
    ...usualSockets(around).map((socketPath) => ({ socketPath })),
  ];
  const seen = new Set<string>();
  return all.filter((endpoint) => {
    const key = JSON.stringify(endpoint);
    return !seen.has(key) && seen.add(key);
  });
}

/** Whether a program of Docker or Podman is installed, so that it is only not started. */
export function hasDockerProgram({ env, platform, exists }: DockerSurroundings): boolean {
  const windows = platform === 'win32';
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(windows ? ';' : delimiter).filter(Boolean);
  const names = ['docker', 'dockerd', 'podman'].map((name) => (windows ? `${name}.exe` : name));
  const join = windows ? win32.join : posix.join;
  return folders.some((folder) => names.some((name) => exists(join(folder, name))));
}

/** Ports are published on the loopback of the engine's machine: another machine's would not be reached. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function parsed(host: string): DockerEndpoint[] {
  const pipe = /^npipe:\/\/(.+)$/.exec(host)?.[1];
  if (pipe) return [{ socketPath: pipe }];
  const socket = /^unix:\/\/(.+)$/.exec(host)?.[1] ?? (host.startsWith('/') ? host : null);
  if (socket) return [{ socketPath: socket }];
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (!url || !['tcp:', 'http:'].includes(url.protocol) || !LOOPBACK.test(url.hostname)) return [];
  return [{ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 2375) }];
}

const configFile = z.object({ currentContext: z.string().optional() });
const contextFile = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) });

/** The address of the context that `docker context use` has set; null for the default one. */
function contextHost(around: DockerSurroundings): string | null {
  const folder = around.env['DOCKER_CONFIG'] ?? posix.join(around.home, '.docker');
  const name =
    around.env['DOCKER_CONTEXT'] ??
    readJson(around, posix.join(folder, 'config.json'), configFile)?.currentContext;
  if (!name || name === 'default') return null;
  const id = createHash('sha256').update(name).digest('hex');
  const path = posix.join(folder, 'contexts', 'meta', id, 'meta.json');
  return readJson(around, path, contextFile)?.Endpoints.docker.Host ?? null;
}

function readJson<T>(around: DockerSurroundings, path: string, schema: z.ZodType<T>): T | null {
  const text = around.readText(path);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function usualSockets({ env, platform, home }: DockerSurroundings): string[] {
  if (platform === 'win32') {
    return ['docker_engine', 'dockerDesktopLinuxEngine', 'podman-machine-default'].map(
      (name) => `//./pipe/${name}`,
    );
  }
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtime ? [`${runtime}/docker.sock`] : []),
    `${home}/.docker/run/docker.sock`,
    `${home}/.docker/desktop/docker.sock`,
    ...(runtime ? [`${runtime}/podman/podman.sock`] : []),
    '/run/podman/podman.sock',
    `${home}/.local/share/containers/podman/machine/podman.sock`,
    `${home}/.colima/default/docker.sock`,
    `${home}/.rd/docker.sock`,
    `${home}/.orbstack/run/docker.sock`,
  ];
}
