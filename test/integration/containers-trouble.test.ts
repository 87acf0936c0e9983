import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type ContainerBackend,
  createContainerBackend,
} from '../../src/main/cluster/containers/containers.ts';
import type { ContainerSettings } from '../../src/main/cluster/containers/spec.ts';
import type { Docker } from '../../src/main/cluster/docker/docker-api.ts';
import { waitFor } from '../../src/main/cluster/wait-for.ts';
import { ensureBashImage, findDocker, rawDocker, removeProject, testSettings } from '../helpers/docker.ts';
import { ensureQdrantImage, findQdrant } from '../helpers/qdrant-image.ts';

const signal = new AbortController().signal;
const ignore = () => {};

describe('a container that can not run', () => {
  let docker: Docker;
  let missing: string | null = null;
  let settings: ContainerSettings;
  let backend: ContainerBackend | null = null;
  const open = (changes: Partial<ContainerSettings>) => {
    backend = createContainerBackend({
      docker,
      settings: { ...settings, ...changes },
      apiKey: () => 'a-key',
    });
    return backend;
  };

  beforeAll(async () => {
    const [found, binary] = [await findDocker(), findQdrant()];
    missing = found.missing ?? binary.missing;
    if (!found.docker || !binary.path) return;
    docker = found.docker;
    settings = await testSettings({ kind: 'single', image: await ensureQdrantImage(docker, binary.path) });
  });
  afterEach(async () => {
    await backend?.remove({ withData: true }, ignore);
    await backend?.close();
    backend = null;
  });
  afterAll(async () => {
    if (settings) await removeProject(docker, settings.project);
  });

  const itWithDocker = (name: string, test: () => Promise<void>) =>
    it(name, { timeout: 60_000 }, async (context) => {
      if (missing !== null) context.skip(missing);
      await test();
    });

  itWithDocker('because it runs out of memory is told so instead of waited for', async () => {
    const small = open({ memoryMb: 12, reservationMb: 8 });
    await expect(small.up(ignore, signal)).rejects.toMatchObject({
      code: 'node_unavailable',
      message: expect.stringContaining('needs more memory than its limit of 12 MB'),
    });
    const seen = await waitFor(
      async () => {
        const [node] = (await small.observe()).nodes;
        return node?.oomKilled ? node : null;
      },
      { timeoutMs: 20_000, late: () => 'It was not seen.' },
    );
    expect(seen.restarts).toBeGreaterThan(0);
    expect(['restarting', 'starting', 'stopped']).toContain(seen.state);
  });

  itWithDocker('because its image is missing says how to get one', async () => {
    const image = 'registry.invalid/qdrant:none';
    const none = open({ image });
    await expect(none.up(ignore, signal)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('load it from a file'),
    });
    const { nodes, faults } = await none.observe();
    expect(faults).toEqual([{ kind: 'image', image }]);
    expect(nodes).toMatchObject([{ name: 'qdrant', state: 'absent' }]);
  });

  itWithDocker('because somebody else has its name leaves that other one alone', async () => {
    const name = `${settings.project}-qdrant`;
    const Image = await ensureBashImage(docker);
    const stranger = await rawDocker().createContainer({ name, Image, Cmd: ['bash'] });
    const refused = open({});
    await expect(refused.up(ignore, signal)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(name),
    });
    await refused.remove({ withData: true }, ignore);
    expect((await stranger.inspect()).Name).toBe(`/${name}`);
    await stranger.remove();
  });

  itWithDocker('because it ends at once says that its log knows why', async () => {
    // Bash takes the place of Qdrant and does not know its options.
    const broken = open({ image: await ensureBashImage(docker) });
    await expect(broken.up(ignore, signal)).rejects.toMatchObject({ code: 'node_unavailable' });
    const [node] = (await broken.observe()).nodes;
    expect(node?.lastLines.join('\n')).toContain('no Qdrant in here');
  });

  itWithDocker('because it was cancelled stays as far as it is', async () => {
    const stopped = open({});
    await expect(stopped.up(ignore, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect((await stopped.observe()).nodes).toMatchObject([{ state: 'absent' }]);
  });
});
