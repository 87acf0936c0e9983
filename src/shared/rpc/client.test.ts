import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../errors.ts';
import { auditing, connect, settle } from './test-connection.ts';

describe('a call', () => {
  it('returns what the handler returns', async () => {
    const { client } = connect();
    expect(await client.call('folders.sample', {})).toEqual({ path: '/sample' });
  });

  it('gives the handler the defaults of the contract', async () => {
    const query = vi.fn(() => ({}) as never);
    const { client } = connect({ 'search.query': query });
    await client.call('search.query', { query: 'nurse' });
    expect(query).toHaveBeenCalledWith(
      { query: 'nurse', filters: {}, limit: 20, offset: 0 },
      { signal: expect.any(AbortSignal) },
    );
  });

  it('with bad input is refused by the name of the field and without its value', async () => {
    const { client } = connect();
    const error = await client.call('ingest.audit', { folders: [12345 as never] }).catch((e: AppError) => e);
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('folders.0') });
    expect((error as AppError).message).not.toContain('12345');
  });

  it('with a field that the contract does not know is refused without naming it', async () => {
    const { client } = connect();
    const error = await client.call('folders.sample', { secret: 1 } as never).catch((e: AppError) => e);
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.not.stringContaining('secret') });
  });

  it('keeps the code and sentence of an error of the application', async () => {
    const { client } = connect({
      'folders.sample': () => {
        throw new AppError('conflict', 'A job is running.');
      },
    });
    await expect(client.call('folders.sample', {})).rejects.toMatchObject({
      code: 'conflict',
      message: 'A job is running.',
    });
  });

  it('says nothing of an unexpected error but hands it to the log', async () => {
    const cause = new Error('/home/somebody/cv.pdf exploded');
    const { client, internalErrors } = connect({ 'folders.sample': () => Promise.reject(cause) });
    const error = await client.call('folders.sample', {}).catch((e: AppError) => e);
    expect(error).toMatchObject({ code: 'internal', message: expect.not.stringContaining('cv.pdf') });
    expect(internalErrors).toEqual([cause]);
  });

  it('can be cancelled, which aborts the handler', async () => {
    let aborted: Promise<void> = Promise.resolve();
    const { client } = connect({
      'ingest.audit': (_input, { signal }) => {
        aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
        return aborted.then(() => Promise.reject(new AppError('cancelled', 'Cancelled.')));
      },
    });
    const controller = new AbortController();
    const call = client.call('ingest.audit', { folders: ['/x'] }, controller.signal);
    await settle();
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await aborted;
  });

  it('fails at once when it is already cancelled or nothing is connected', async () => {
    const { client, pair } = connect();
    await expect(client.call('folders.sample', {}, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    pair.server.close();
    await expect(client.call('folders.sample', {})).rejects.toMatchObject({ code: 'disconnected' });
  });
});

describe('a lost connection', () => {
  it('rejects pending calls as disconnected and aborts their handlers', async () => {
    let signal: AbortSignal | undefined;
    const { client, pair } = connect({
      'ingest.audit': (_input, context) => {
        signal = context.signal;
        return new Promise(() => {});
      },
    });
    const call = client.call('ingest.audit', { folders: ['/x'] });
    await settle();
    pair.server.close();
    await expect(call).rejects.toMatchObject({ code: 'disconnected' });
    expect(signal?.aborted).toBe(true);
  });

  it('ends every subscription at the source', async () => {
    const { client, pair, topic } = connect();
    client.subscribe('ingest.auditing', () => {});
    await settle();
    expect(topic.listeners.size).toBe(1);
    pair.client.close();
    expect(topic.listeners.size).toBe(0);
  });

  it('is made good by the next one: subscriptions are made again and calls answered', async () => {
    const { client, pair, topic, open } = connect();
    const seen: unknown[] = [];
    const connection: boolean[] = [];
    client.onConnection((connected) => connection.push(connected));
    client.subscribe('ingest.auditing', (value) => seen.push(value));
    await settle();
    pair.server.close();
    topic.set(auditing(7));
    client.attach(open().client);
    await settle();
    expect(seen).toEqual([null, auditing(7)]);
    expect(connection).toEqual([false, true]);
    expect(await client.call('folders.sample', {})).toEqual({ path: '/sample' });
  });
});
