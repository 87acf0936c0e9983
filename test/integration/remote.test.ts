import { QdrantClient } from '@qdrant/js-client-rest';
import { describe, expect, vi } from 'vitest';
import { createRemoteBackend } from '../../src/main/cluster/remote/remote.ts';
import { makeCertificates } from '../helpers/certificates.ts';
import { itWithQdrant, scratchFolder, TEST_KEY, testBackend, testPorts } from '../helpers/qdrant.ts';
import { startTlsProxy } from '../helpers/tls-proxy.ts';

const never = new AbortController().signal;
const silent = () => {};

/** A real server that stands in for one of a team's own. */
async function startServer(binPath: string): Promise<{ url: string } & AsyncDisposable> {
  const folder = scratchFolder();
  const backend = testBackend({ binPath, dataDir: folder.path, settings: await testPorts() });
  await backend.up(silent, never);
  return {
    url: backend.connection().urls[0] ?? '',
    async [Symbol.asyncDispose]() {
      await backend.close();
      folder[Symbol.dispose]();
    },
  };
}

describe('Qdrant servers that others run', () => {
  itWithQdrant('are used with their key and refused without', async (binPath) => {
    await using server = await startServer(binPath);
    const report = vi.fn();
    const backend = createRemoteBackend({ urls: [`${server.url}/`], apiKey: TEST_KEY });
    await backend.up(report, never);
    expect(report).not.toHaveBeenCalled();
    expect(backend.connection()).toEqual({ urls: [server.url], apiKey: TEST_KEY });
    expect(await backend.observe()).toMatchObject({
      nodes: [{ state: 'running', url: server.url, memoryBytes: expect.any(Number) }],
      faults: [],
    });
    await backend.close();
    for (const apiKey of ['wrong', null]) {
      const stranger = createRemoteBackend({ urls: [server.url], apiKey });
      await expect(stranger.up(silent, never)).rejects.toMatchObject({
        code: 'permission',
        message: `The server at ${server.url} does not accept the API key.`,
      });
      expect((await stranger.observe()).faults).toEqual([{ kind: 'api_key', url: server.url }]);
    }
  });

  itWithQdrant(
    'are reached over TLS with an own authority, by the client of the engine too',
    async (binPath, context) => {
      using folder = scratchFolder();
      const certificates = makeCertificates(folder.path, context);
      await using server = await startServer(binPath);
      await using proxy = await startTlsProxy(certificates, server.url);
      const untrusting = createRemoteBackend({ urls: [proxy.url], apiKey: TEST_KEY });
      await expect(untrusting.up(silent, never)).rejects.toThrow('is not trusted here');
      expect((await untrusting.observe()).faults).toMatchObject([{ kind: 'unreachable', cause: 'tls' }]);
      const backend = createRemoteBackend({
        urls: [proxy.url],
        apiKey: TEST_KEY,
        caFile: certificates.caFile,
      });
      await backend.up(silent, never);
      const client = new QdrantClient({ url: proxy.url, apiKey: TEST_KEY, checkCompatibility: false });
      expect(await client.getCollections()).toEqual({ collections: [] });
      await backend.close();
    },
  );
});
