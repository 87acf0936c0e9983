import type { Readable } from 'node:stream';
import Dockerode from 'dockerode';
import type { Docker } from './docker-api.ts';
import { containerInfo, createBody, filterBy, memoryInUse } from './docker-bodies.ts';
import {
  DockerUnavailableError,
  dockerError,
  isConnectionError,
  statusOf,
  worstReason,
} from './docker-errors.ts';
import { followEvents } from './docker-events.ts';
import { type DockerEndpoint, type DockerPlaces, usualPlaces } from './docker-sockets.ts';
import { parseLog, readLoad, readPull } from './docker-streams.ts';

const PING_MS = 2000;
/** Podman says `remove` where Docker says `destroy`. */
const EVENTS = ['start', 'die', 'destroy', 'remove'];

type Call = <T>(work: (docker: Dockerode) => Promise<T>) => Promise<T>;

/** The container engine of this machine; nothing is connected before the first call. */
export function createDocker(places: DockerPlaces = usualPlaces()): Docker {
  let connection: Promise<Dockerode> | null = null;

  /** The first engine that answers stays the one until its connection fails. */
  function connected(): Promise<Dockerode> {
    connection ??= connect(places).catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  }

  const call: Call = async (work) => {
    const docker = await connected();
    try {
      return await work(docker);
    } catch (error) {
      if (isConnectionError(error)) connection = null;
      throw dockerError(error);
    }
  };

  return {
    async fault() {
      try {
        await call((docker) => docker.ping());
        return null;
      } catch (error) {
        return { kind: 'docker', reason: error instanceof DockerUnavailableError ? error.reason : 'stopped' };
      }
    },
    ...imageCalls(call),
    ...networkCalls(call),
    ...volumeCalls(call),
    ...containerCalls(call),
    ...watchingCalls(call),
  };
}

async function connect({ endpoints, installed }: DockerPlaces): Promise<Dockerode> {
  const failures: unknown[] = [];
  for (const endpoint of endpoints()) {
    try {
      await new Dockerode({ ...placeOf(endpoint), timeout: PING_MS }).ping();
      return new Dockerode(placeOf(endpoint));
    } catch (error) {
      failures.push(error);
    }
  }
  // None of several sockets is more to blame than another, so no cause is kept.
  throw new DockerUnavailableError(worstReason(failures, installed()));
}

/** Everything that the library would otherwise take from DOCKER_HOST is said. */
function placeOf(endpoint: DockerEndpoint): Dockerode.DockerOptions {
  const plain = { protocol: 'http', ca: undefined, cert: undefined, key: undefined } as const;
  return 'socketPath' in endpoint
    ? { ...plain, socketPath: endpoint.socketPath, host: undefined, port: undefined }
    : { ...plain, socketPath: undefined, host: endpoint.host, port: endpoint.port };
}

/** What is not there: null, or nothing to do. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

function imageCalls(call: Call): Pick<Docker, 'imageId' | 'imageHas' | 'pullImage' | 'loadImage'> {
  return {
    imageId: (image) =>
      call(async (docker) => (await unlessMissing(docker.getImage(image).inspect()))?.Id ?? null),
    imageHas: (image, paths) =>
      call(async (docker) => {
        // A container that is never started shows the files of its image.
        const container = await docker.createContainer({ Image: image, Cmd: ['none'] });
        try {
          const found = await Promise.all(
            paths.map((path) => unlessMissing(container.infoArchive({ path }) as Promise<Readable>)),
          );
          for (const answer of found) answer?.resume();
          return found.some((answer) => answer !== null);
        } finally {
          await container.remove({ force: true });
        }
      }),
    pullImage: (image, onProgress, signal) =>
      call(async (docker) => {
        const stream = await docker.pull(image, { abortSignal: signal });
        await readPull(stream as Readable, onProgress, signal);
      }),
    loadImage: (tarPath) => call(async (docker) => readLoad((await docker.loadImage(tarPath)) as Readable)),
  };
}

function networkCalls(call: Call): Pick<Docker, 'networks' | 'createNetwork' | 'removeNetwork'> {
  return {
    networks: (labels) =>
      call(async (docker) => {
        const found = await docker.listNetworks({ filters: filterBy(labels) });
        return found.map(({ Name }) => Name);
      }),
    createNetwork: (name, labels) =>
      call(async (docker) => {
        await docker.createNetwork({
          Name: name,
          Driver: 'bridge',
          CheckDuplicate: true,
          Labels: { ...labels },
        });
      }),
    removeNetwork: (name) =>
      call(async (docker) => {
        await unlessMissing(docker.getNetwork(name).remove());
      }),
  };
}

function volumeCalls(call: Call): Pick<Docker, 'volumes' | 'createVolume' | 'removeVolume' | 'volumeBytes'> {
  return {
    volumes: (labels) =>
      call(async (docker) => {
        const { Volumes } = await docker.listVolumes({ filters: filterBy(labels) });
        return (Volumes ?? []).map(({ Name, Labels: found }) => ({ name: Name, labels: found ?? {} }));
      }),
    createVolume: (name, labels) =>
      call(async (docker) => {
        await docker.createVolume({ Name: name, Labels: { ...labels } });
      }),
    removeVolume: (name) =>
      call(async (docker) => {
        await unlessMissing(docker.getVolume(name).remove());
      }),
    volumeBytes: () =>
      call(async (docker) => {
        const { Volumes } = (await docker.df()) as {
          Volumes: { Name: string; UsageData?: { Size: number } | null }[] | null;
        };
        const sizes = (Volumes ?? []).map(({ Name, UsageData }) => [Name, UsageData?.Size ?? -1] as const);
        return new Map(sizes.filter(([, size]) => size >= 0));
      }),
  };
}

type ContainerCalls =
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'killContainer'
  | 'removeContainer';

function containerCalls(call: Call): Pick<Docker, ContainerCalls> {
  /** 304 says that it is so already, 404 that it is gone, 409 of a kill that it does not run. */
  const settled = async (work: Promise<unknown>, ...fine: number[]) => {
    await work.catch((error: unknown) => {
      if (!fine.includes(statusOf(error) ?? 0)) throw error;
    });
  };
  return {
    createContainer: (spec) =>
      call(async (docker) => {
        // With plain options the library would put them, the API key too, into the request's URL.
        const options = {
          _query: { name: spec.name },
          _body: createBody(spec),
        } as Dockerode.ContainerCreateOptions;
        return (await docker.createContainer(options)).id;
      }),
    startContainer: (id) => call((docker) => settled(docker.getContainer(id).start(), 304)),
    stopContainer: (id, graceSeconds) =>
      call((docker) => settled(docker.getContainer(id).stop({ t: graceSeconds }), 304, 404)),
    killContainer: (id) => call((docker) => settled(docker.getContainer(id).kill({}), 404, 409)),
    removeContainer: (id) =>
      call(async (docker) => {
        const container = docker.getContainer(id);
        await settled(container.remove({ force: true, v: true }), 404, 409);
        // 409: another process removes it just now.
        await unlessMissing(container.wait({ condition: 'removed' }));
      }),
  };
}

function watchingCalls(
  call: Call,
): Pick<Docker, 'containers' | 'labelsOf' | 'publisherOf' | 'logs' | 'memoryBytes' | 'onChange'> {
  return {
    containers: (labels) =>
      call(async (docker) => {
        const found = await docker.listContainers({ all: true, filters: filterBy(labels) });
        const inspected = await Promise.all(
          found.map(({ Id }) => unlessMissing(docker.getContainer(Id).inspect())),
        );
        return inspected.flatMap((info) => (info ? [containerInfo(info)] : []));
      }),
    labelsOf: (name) =>
      call(async (docker) => {
        const info = await unlessMissing(docker.getContainer(name).inspect());
        return info && (info.Config.Labels ?? {});
      }),
    publisherOf: (port) =>
      call(async (docker) => {
        const found = await docker.listContainers();
        const owner = found.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
        return owner?.Names[0]?.replace(/^\//, '') ?? null;
      }),
    logs: (id, { since, lines }) =>
      call(async (docker) => {
        const request = { stdout: true, stderr: true, timestamps: true, follow: false } as const;
        const bytes = await docker
          .getContainer(id)
          .logs({ ...request, since: Math.floor(since / 1000), tail: lines });
        return Buffer.isBuffer(bytes) ? parseLog(bytes).filter(({ at }) => at >= since) : [];
      }),
    memoryBytes: (id) =>
      call(async (docker) =>
        memoryInUse(await docker.getContainer(id).stats({ stream: false, 'one-shot': true })),
      ),
    onChange: (labels, listener) =>
      followEvents((since) => {
        const filters = JSON.stringify({ ...filterBy(labels), type: ['container'], event: EVENTS });
        return call(async (docker) => (await docker.getEvents({ filters, since: since / 1000 })) as Readable);
      }, listener),
  };
}
