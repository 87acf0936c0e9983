import type { ContainerInfo, ContainerSpec, HealthTest, Labels } from './docker-api.ts';

/** Between the application's words and the bodies of Docker's HTTP interface. */

/** Only what has all of these labels. */
export function filterBy(labels: Labels): { label: string[] } {
  return { label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) };
}

const LOOPBACK = '127.0.0.1';
const NANOSECONDS = 1_000_000_000;

/** The body of POST /containers/create. */
export function createBody(spec: ContainerSpec) {
  const { network } = spec;
  return {
    Image: spec.image,
    ...(spec.command ? { Cmd: spec.command } : {}),
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: spec.labels,
    ExposedPorts: Object.fromEntries(spec.ports.map(({ inside }) => [`${inside}/tcp`, {}])),
    StopTimeout: spec.stopSeconds,
    ...(spec.health ? { Healthcheck: healthBody(spec.health) } : {}),
    HostConfig: {
      PortBindings: Object.fromEntries(
        spec.ports.map(({ inside, outside }) => [
          `${inside}/tcp`,
          [{ HostIp: LOOPBACK, HostPort: String(outside) }],
        ]),
      ),
      Mounts: spec.volumes.map(({ name, path }) => ({ Type: 'volume', Source: name, Target: path })),
      ...(network ? { NetworkMode: network.name } : {}),
      RestartPolicy: { Name: 'unless-stopped' },
      Memory: spec.memoryBytes,
      // The same as the memory: no swap, so that the limit is what it says.
      MemorySwap: spec.memoryBytes,
      MemoryReservation: spec.reservationBytes,
      ...(spec.openFiles === null
        ? {}
        : { Ulimits: [{ Name: 'nofile', Soft: spec.openFiles, Hard: spec.openFiles }] }),
      LogConfig: {
        Type: 'json-file',
        Config: { 'max-size': spec.log.maxSize, 'max-file': String(spec.log.maxFiles) },
      },
      SecurityOpt: ['no-new-privileges'],
    },
    ...(network
      ? { NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [network.alias] } } } }
      : {}),
  };
}

function healthBody(test: HealthTest) {
  return {
    Test: ['CMD', ...test.command],
    Interval: test.intervalSeconds * NANOSECONDS,
    Timeout: test.timeoutSeconds * NANOSECONDS,
    Retries: test.retries,
    StartPeriod: test.startSeconds * NANOSECONDS,
  };
}

/** What is used of GET /containers/{id}/json. */
interface Inspected {
  Id: string;
  Name: string;
  Image: string;
  RestartCount: number;
  State: { Status: string; OOMKilled: boolean; ExitCode: number; Error: string; StartedAt: string };
  Config: { Labels: Labels | null; Env: string[] | null };
  HostConfig: { Memory?: number | undefined; PortBindings?: unknown };
  NetworkSettings: { Ports: Bindings | null };
}

type Bindings = Readonly<Record<string, readonly { HostPort: string }[] | null>>;

export function containerInfo(raw: Inspected): ContainerInfo {
  const { State: state } = raw;
  const started = Date.parse(state.StartedAt);
  const everStarted = started > 0;
  const running = state.Status === 'running' || state.Status === 'restarting';
  // A container that does not run publishes nothing: then what it is going to publish is told.
  const published = portsOf(raw.NetworkSettings.Ports);
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ''),
    labels: raw.Config.Labels ?? {},
    imageId: raw.Image,
    state: stateOf(state.Status),
    startedAt: everStarted ? started : null,
    exitCode: everStarted && state.Status !== 'running' ? state.ExitCode : null,
    oomKilled: state.OOMKilled,
    error: state.Error,
    restarts: raw.RestartCount,
    memoryLimitBytes: raw.HostConfig.Memory || null,
    env: envOf(raw.Config.Env ?? []),
    ports:
      running && published.size > 0 ? published : portsOf(raw.HostConfig.PortBindings as Bindings | null),
  };
}

function portsOf(bindings: Bindings | null | undefined): Map<number, number> {
  return new Map(
    Object.entries(bindings ?? {}).flatMap(([inside, outside]): [number, number][] => {
      const port = Number(outside?.[0]?.HostPort);
      return port > 0 ? [[Number.parseInt(inside, 10), port]] : [];
    }),
  );
}

function envOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;

/** Podman has words of its own for some. */
function stateOf(status: string): ContainerInfo['state'] {
  const known = STATES.find((state) => state === status);
  if (known) return known;
  return status === 'configured' || status === 'initialized' ? 'created' : 'exited';
}

/** What is used of GET /containers/{id}/stats, of both kinds of cgroup. */
interface MemoryStats {
  memory_stats?: { usage?: number; stats?: { inactive_file?: number; total_inactive_file?: number } };
}

export function memoryInUse({ memory_stats: memory }: MemoryStats): number | null {
  if (memory?.usage === undefined) return null;
  const droppable = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0;
  return Math.max(0, memory.usage - droppable);
}
