import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import Dockerode from 'dockerode';
import {
  type ContainerSettings,
  DEFAULT_CONTAINER_SETTINGS,
  LABELS,
} from '../../src/main/cluster/containers/spec.ts';
import { createDocker } from '../../src/main/cluster/docker/docker.ts';
import type { Docker } from '../../src/main/cluster/docker/docker-api.ts';
import { usualPlaces } from '../../src/main/cluster/docker/docker-sockets.ts';
import { freePort } from '../../src/main/cluster/free-port.ts';

/** The real daemon that tests use, or why they are skipped. Throws where DOCKER_HOST names one that is not there. */
export async function findDocker(): Promise<{ docker: Docker | null; missing: string | null }> {
  const docker = createDocker();
  const fault = await docker.fault();
  if (!fault) return { docker, missing: null };
  if (process.env['DOCKER_HOST']) throw new Error(`Docker at DOCKER_HOST: ${fault.reason}.`);
  return { docker: null, missing: 'Docker is missing' };
}

/** The library itself, for what only tests do to a daemon. */
export function rawDocker(): Dockerode {
  const endpoint = usualPlaces()
    .endpoints()
    .find((place) => !('socketPath' in place) || existsSync(place.socketPath));
  if (!endpoint) throw new Error('Docker is missing.');
  return new Dockerode({ protocol: 'http', ...endpoint });
}

/** The exit code of a command in a running container. */
export async function execIn(id: string, command: string[]): Promise<number | null> {
  const exec = await rawDocker().getContainer(id).exec({ Cmd: command, AttachStdout: true });
  const stream = await exec.start({});
  stream.resume();
  await once(stream, 'end');
  return (await exec.inspect()).ExitCode;
}

/** Takes away everything that a test's project has left in the daemon. */
export async function removeProject(docker: Docker, project: string): Promise<void> {
  const labels = { [LABELS.project]: project };
  for (const { id } of await docker.containers(labels)) await docker.removeContainer(id);
  for (const { name } of await docker.volumes(labels)) await docker.removeVolume(name);
  for (const name of await docker.networks(labels)) await docker.removeNetwork(name);
}

export interface ImageContent {
  tag: string;
  /** Programs of this machine by their path in the image; their libraries come along. */
  programs: Readonly<Record<string, string>>;
  /** Other files or folders of this machine by their path in the image. */
  files?: Readonly<Record<string, string>>;
  /** Made files by their path in the image. */
  texts?: Readonly<Record<string, string>>;
  /** Lines as in a Dockerfile. */
  changes?: readonly string[];
}

/** Imports an image with nothing but these files in it; nothing is done where its tag is already. */
export async function ensureImage(docker: Docker, content: ImageContent): Promise<string> {
  if ((await docker.imageId(content.tag)) !== null) return content.tag;
  const folder = mkdtempSync(join(tmpdir(), 'cvi-image-'));
  try {
    stage(folder, content);
    const tar = spawn('tar', ['-C', folder, '-chf', '-', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [repo, tag] = content.tag.split(':');
    const query = { repo, tag, changes: [...(content.changes ?? [])] };
    await finished((await rawDocker().importImage(tar.stdout, query)) as Readable);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return content.tag;
}

async function finished(stream: Readable): Promise<void> {
  let text = '';
  for await (const part of stream) text += String(part);
  if (text.includes('"error"')) throw new Error(`The image could not be imported: ${text}`);
}

function stage(root: string, { programs, files = {}, texts = {} }: ImageContent): void {
  for (const folder of ['tmp', 'etc', 'root']) mkdirSync(join(root, folder));
  const link = (inside: string, path: string) => {
    const target = join(root, inside);
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { force: true });
    symlinkSync(path, target);
  };
  for (const [inside, path] of Object.entries(programs)) {
    link(inside, path);
    for (const library of librariesOf(path)) link(library, library);
  }
  for (const [inside, path] of Object.entries(files)) if (existsSync(path)) link(inside, path);
  for (const [inside, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, inside)), { recursive: true });
    writeFileSync(join(root, inside), text, { mode: 0o755 });
  }
}

/** Shared libraries and the dynamic loader, as ldd finds them. */
function librariesOf(program: string): string[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

/** A few megabytes: bash, and in the place of Qdrant a script that ends at once. */
export function ensureBashImage(docker: Docker): Promise<string> {
  return ensureImage(docker, {
    tag: 'cvi-test/bash:2',
    programs: { '/bin/bash': '/bin/bash' },
    texts: { '/qdrant/qdrant': '#!/bin/bash\necho there is no Qdrant in here >&2\nexit 3\n' },
    changes: ['WORKDIR /qdrant'],
  });
}

/** Settings of a project of its own, on ports that are free now. */
export async function testSettings(
  settings: Partial<ContainerSettings> & Pick<ContainerSettings, 'image'>,
): Promise<ContainerSettings> {
  const httpPort = await freeRange();
  return {
    ...DEFAULT_CONTAINER_SETTINGS,
    ...{ project: `cvi-test-${randomUUID().slice(0, 8)}`, memoryMb: 1024, reservationMb: 128 },
    ...{ httpPort, grpcPort: httpPort + 1 },
    ...settings,
  };
}

/** The first of enough ports for a cluster, away from those that other tests may use. */
async function freeRange(): Promise<number> {
  const start = 20_000 + Math.floor(Math.random() * 3000) * 10;
  return (await freePort(start)) ?? start;
}
