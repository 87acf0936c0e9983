import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerEvent, Docker } from '../../src/main/cluster/docker/docker-api.ts';
import { waitFor } from '../../src/main/cluster/wait-for.ts';
import { ensureBashImage, findDocker, rawDocker } from '../helpers/docker.ts';

describe('a real Docker', () => {
  let docker: Docker;
  let missing: string | null = null;
  const folder = mkdtempSync(join(tmpdir(), 'cvi-docker-'));
  const label = { 'com.cv-intelligence.test': folder };

  beforeAll(async () => {
    const found = await findDocker();
    missing = found.missing;
    if (found.docker) docker = found.docker;
  });
  afterAll(async () => {
    if (docker) for (const { id } of await docker.containers(label)) await docker.removeContainer(id);
    rmSync(folder, { recursive: true, force: true });
  });

  const itWithDocker = (name: string, test: () => Promise<void>) =>
    it(name, { timeout: 60_000 }, async (context) => {
      if (missing !== null) context.skip(missing);
      await test();
    });

  itWithDocker('loads an image from a file, as on a machine without a network', async () => {
    const image = rawDocker().getImage(await ensureBashImage(docker));
    const name = 'cvi-test/from-a-file:1';
    await image.tag({ repo: 'cvi-test/from-a-file', tag: '1' });
    const path = join(folder, 'image.tar');
    await pipeline(await rawDocker().getImage(name).get(), createWriteStream(path));
    await rawDocker().getImage(name).remove();
    expect(await docker.imageId(name)).toBeNull();
    expect(await docker.loadImage(path)).toEqual([name]);
    expect(await docker.imageId(name)).not.toBeNull();
    await rawDocker().getImage(name).remove();
  });

  itWithDocker('is asked what is in an image without running it', async () => {
    const image = await ensureBashImage(docker);
    expect(await docker.imageHas(image, ['/usr/bin/bash', '/bin/bash'])).toBe(true);
    expect(await docker.imageHas(image, ['/usr/bin/curl'])).toBe(false);
    await expect(docker.imageHas('cvi-test/none:1', ['/bin/bash'])).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  itWithDocker('tells when a container starts, ends and goes, with its exit code', async () => {
    const events: ContainerEvent[] = [];
    const stop = docker.onChange(label, (event) => events.push(event));
    const seen = (kind: string) =>
      waitFor(async () => events.find((event) => event.kind === kind) ?? null, {
        timeoutMs: 20_000,
        late: () => `There was no such event: ${kind}.`,
      });
    const container = await rawDocker().createContainer({
      Image: await ensureBashImage(docker),
      Cmd: ['bash', '-c', 'echo a line; exit 7'],
      Labels: label,
    });
    await container.start();
    await seen('started');
    expect((await seen('died')).exitCode).toBe(7);
    const [info] = await docker.containers(label);
    expect(info).toMatchObject({ state: 'exited', exitCode: 7, oomKilled: false });
    expect((await docker.logs(container.id, { since: 0, lines: 10 })).map(({ text }) => text)).toEqual([
      'a line',
    ]);
    expect(await docker.logs(container.id, { since: Date.now() + 60_000, lines: 10 })).toEqual([]);
    await docker.removeContainer(container.id);
    await seen('removed');
    stop();
    // What is gone already needs nothing more.
    await docker.stopContainer(container.id, 1);
    await docker.killContainer(container.id);
    await docker.removeContainer(container.id);
  });

  it('that this user may not use is told from one that is not there', async (context) => {
    if (missing !== null) context.skip(missing);
    if (process.getuid?.() !== 0) context.skip('only root can become somebody else');
    const module = new URL('../../src/main/cluster/docker/docker.ts', import.meta.url).href;
    const code = `const { createDocker } = await import('${module}'); console.log(JSON.stringify(await createDocker().fault()));`;
    const nobody = { uid: 65_534, gid: 65_534, encoding: 'utf8' } as const;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], nobody);
    expect(JSON.parse(output)).toEqual({ kind: 'docker', reason: 'permission' });
  });
});
