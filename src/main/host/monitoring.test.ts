import { networkInterfaces, tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import type { Handlers, TopicSources } from '../../shared/contract.ts';
import { type NodeHost, startNodeHost } from './node.ts';

/** An address of this machine that is not the loopback one: whoever uses it comes from elsewhere. */
const OWN_ADDRESS = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('programs that watch the host', () => {
  let host: NodeHost;
  afterEach(() => host.close());

  async function start(options: { ok: boolean; listen?: string; metricsToken?: string }): Promise<number> {
    host = await startNodeHost({
      app: {
        handlers: {} as Handlers,
        topics: {} as TopicSources,
        documentFile: async () => null,
      },
      rendererDir: tmpdir(),
      host: options.listen ?? '127.0.0.1',
      monitoring: {
        metricsToken: options.metricsToken ?? null,
        monitored: {
          health: async () => ({ ok: options.ok }),
          metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'cvi_documents 3\n' }),
        },
      },
    });
    return Number(new URL(host.url).port);
  }

  it('are told without a login whether searches are answered', async () => {
    const answer = await fetch(`http://127.0.0.1:${await start({ ok: true })}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
  });

  it('see from the status that they are not', async () => {
    expect((await fetch(`http://127.0.0.1:${await start({ ok: false })}/healthz`)).status).toBe(503);
  });

  it('get the metrics on this machine', async () => {
    const answer = await fetch(`http://127.0.0.1:${await start({ ok: true })}/metrics`);
    expect(answer.headers.get('content-type')).toContain('0.0.4');
    expect(await answer.text()).toBe('cvi_documents 3\n');
  });

  it('get them from elsewhere only with the token', async (context) => {
    if (!OWN_ADDRESS) context.skip('This machine has no address but the loopback one');
    const port = await start({ ok: true, listen: '0.0.0.0', metricsToken: 'a token' });
    const ask = (headers: Record<string, string>) =>
      fetch(`http://${OWN_ADDRESS}:${port}/metrics`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: 'Bearer another' })).status).toBe(401);
    expect((await ask({ authorization: 'Bearer a token' })).status).toBe(200);
  });
});
