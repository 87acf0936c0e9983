import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { testPorts } from '../../../test/helpers/qdrant.ts';
import { freePort, isFree, listenerOf } from './free-port.ts';

async function taken(port: number): Promise<AsyncDisposable> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

it('gives the wanted port when it is free, and leaves it free', async () => {
  const { httpPort } = await testPorts();
  expect(await freePort(httpPort)).toBe(httpPort);
  expect(await isFree(httpPort)).toBe(true);
});

it('gives the next one when it is taken or asked to be left out', async () => {
  const { httpPort } = await testPorts();
  await using _ = await taken(httpPort);
  expect(await isFree(httpPort)).toBe(false);
  expect(await freePort(httpPort)).toBeGreaterThan(httpPort);
  expect(await freePort(httpPort, [httpPort + 1])).toBeGreaterThan(httpPort + 1);
});

it('gives none beyond the last', async () => {
  await using _ = await taken(65_535);
  expect(await freePort(65_535)).toBeNull();
});

it.runIf(process.platform === 'linux')('tells who listens', async () => {
  const { httpPort } = await testPorts();
  expect(await listenerOf(httpPort)).toBeNull();
  await using _ = await taken(httpPort);
  expect(await listenerOf(httpPort)).toMatchObject({ pid: process.pid, name: expect.stringMatching(/./) });
});
