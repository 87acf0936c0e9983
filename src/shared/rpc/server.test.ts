import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVENT_INTERVAL_MS, MAX_OPEN } from './server.ts';
import { auditing, connect, rawConnection, settle } from './test-connection.ts';

describe('a subscription', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('begins with the current state', async () => {
    const { client, topic } = connect();
    topic.set(auditing(3));
    const seen: unknown[] = [];
    client.subscribe('ingest.auditing', (value) => seen.push(value));
    await settle();
    expect(seen).toEqual([auditing(3)]);
  });

  it('sends at most four events a second and always the last state', async () => {
    const { client, topic } = connect();
    const seen: unknown[] = [];
    client.subscribe('ingest.auditing', (value) => seen.push(value));
    await settle();
    for (let found = 1; found <= 100; found++) topic.set(auditing(found));
    await settle();
    expect(seen).toEqual([null]);
    vi.advanceTimersByTime(EVENT_INTERVAL_MS);
    await settle();
    expect(seen).toEqual([null, auditing(100)]);
    vi.advanceTimersByTime(10 * EVENT_INTERVAL_MS);
    await settle();
    expect(seen).toHaveLength(2);
  });

  it('sends nothing more once it is ended', async () => {
    const { client, topic } = connect();
    const seen: unknown[] = [];
    const end = client.subscribe('ingest.auditing', (value) => seen.push(value));
    await settle();
    topic.set(auditing(1));
    end();
    await settle();
    vi.advanceTimersByTime(EVENT_INTERVAL_MS);
    await settle();
    expect(seen).toEqual([null]);
    expect(topic.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a page that misbehaves', () => {
  it.each([
    { type: 'call', id: 1, command: 'no.such', input: {} },
    { type: 'call', id: 1, command: 'constructor', input: {} },
    { type: 'subscribe', id: 1, topic: 'no.such' },
    { type: 'subscribe', id: 1, topic: 'toString' },
    { type: 'dance', id: 1 },
  ])('gets an error for $type $command$topic', async (frame) => {
    const { answers, closings, send } = rawConnection();
    send(frame);
    await settle();
    expect(answers).toMatchObject([{ type: 'error', id: 1, error: { code: 'invalid_input' } }]);
    expect(closings()).toBe(0);
  });

  it.each([
    [null],
    ['text'],
    [[]],
    [{ id: 1 }],
    [{ type: 'call' }],
    [{ type: 'call', id: '1' }],
    [{ type: 'call', id: 0.5 }],
  ])('is cut off after %j', async (garbage) => {
    const { closings, send } = rawConnection();
    send(garbage);
    await settle();
    expect(closings()).toBe(1);
  });

  it('is cut off when it uses an open id again', async () => {
    const { closings, send } = rawConnection({ 'folders.sample': () => new Promise(() => {}) });
    const call = { type: 'call', id: 1, command: 'folders.sample', input: {} };
    send(call);
    send(call);
    await settle();
    expect(closings()).toBe(1);
  });

  it('is told to wait when it opens too much at once', async () => {
    const { answers, send } = rawConnection({ 'folders.sample': () => new Promise(() => {}) });
    for (let id = 0; id <= MAX_OPEN; id++) send({ type: 'call', id, command: 'folders.sample', input: {} });
    await settle();
    expect(answers).toMatchObject([{ type: 'error', id: MAX_OPEN, error: { code: 'busy' } }]);
  });
});
