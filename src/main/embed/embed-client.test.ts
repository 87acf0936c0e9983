import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEmbedder } from './embed-client.ts';
import type { ToEmbedProcess } from './embed-messages.ts';
import type { EmbedPortEvents, ForkEmbedProcess } from './embed-port.ts';
import { shippedModelsDir } from './model.ts';

/** A process under the test's hand: the kinds of death that a real one can't be brought to at will. */
interface FakeProcess extends EmbedPortEvents {
  received: ToEmbedProcess[];
  killed: boolean;
}

const MODEL = { modelDir: shippedModelsDir(), modelId: 'all-MiniLM-L6-v2' };
const VECTOR = new Float32Array(384).fill(1);

let processes: FakeProcess[];
let exitsOnStop: boolean;

const fork: ForkEmbedProcess = (_, events) => {
  const fake: FakeProcess = { ...events, received: [], killed: false };
  processes.push(fake);
  const exit = () => fake.onExit();
  return {
    pid: undefined,
    send(message) {
      fake.received.push(message);
      if (message.type === 'stop' && exitsOnStop) exit();
    },
    kill() {
      fake.killed = true;
      exit();
    },
  };
};

function newest(): FakeProcess {
  const fake = processes.at(-1);
  if (!fake) throw new Error('no process was started');
  return fake;
}

/** Ready, and what it is asked to embed once it is. */
function loadNewest(): Extract<ToEmbedProcess, { type: 'embed' }>[] {
  newest().onMessage({ type: 'ready', provider: 'cpu' });
  return newest().received.filter((message) => message.type === 'embed');
}

beforeEach(() => {
  vi.useFakeTimers();
  processes = [];
  exitsOnStop = true;
});
afterEach(() => vi.useRealTimers());

describe('starting', () => {
  test('nothing is started before something is asked', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    expect(processes).toHaveLength(0);
    await embedder.close();
    expect(embedder.state()).toBe('stopped');
  });

  test('an absent model is failed at once, without a process', async () => {
    const embedder = createEmbedder({ ...MODEL, modelId: 'absent', fork });
    expect(embedder.state()).toBe('failed');
    await expect(embedder.ready()).rejects.toMatchObject({ code: 'model_invalid' });
    await expect(embedder.embedQuery('nurse')).rejects.toMatchObject({ code: 'model_invalid' });
    expect(processes).toHaveLength(0);
    await embedder.close();
  });

  test('a process that dies while loading is started again three times, then the model is failed', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    const states: string[] = [];
    embedder.onStateChange((state) => states.push(state));
    const ready = embedder.ready();
    const rejected = expect(ready).rejects.toMatchObject({ code: 'model_invalid' });
    for (let death = 0; death < 4; death++) {
      newest().onExit();
      await vi.runAllTimersAsync();
    }
    await rejected;
    expect(processes).toHaveLength(4);
    expect(states).toEqual(['failed']);
    await embedder.close();
  });
});

describe('a process that dies at work', () => {
  test('a request that is unfinished after three processes is given up as retryable', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    const rejected = expect(embedder.embedPassages(['one'])).rejects.toMatchObject({ code: 'busy' });
    for (let death = 0; death < 3; death++) {
      expect(loadNewest()).toHaveLength(1);
      newest().onExit();
      await vi.runAllTimersAsync();
    }
    await rejected;
    expect(embedder.state()).toBe('loading');
    await embedder.close();
  });

  test('what waited behind the fatal request is answered by the next process', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    const fatal = expect(embedder.embedPassages(['fatal'])).rejects.toMatchObject({ code: 'busy' });
    const innocent = embedder.embedPassages(['innocent']);
    for (let death = 0; death < 3; death++) {
      loadNewest();
      newest().onExit();
      await vi.runAllTimersAsync();
    }
    await fatal;
    const [asked] = loadNewest();
    expect(asked?.texts).toEqual(['innocent']);
    newest().onMessage({ type: 'vectors', id: asked?.id ?? -1, vectors: VECTOR });
    expect(await innocent).toEqual([VECTOR]);
    await embedder.close();
  });

  test('an idle process that dies is not replaced until something is asked', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    const ready = embedder.ready();
    loadNewest();
    await ready;
    newest().onExit();
    await vi.runAllTimersAsync();
    expect(processes).toHaveLength(1);
    void embedder.embedQuery('nurse').catch(() => {});
    expect(processes).toHaveLength(2);
    await embedder.close();
  });
});

describe('asking', () => {
  test('many texts go in parts, two at a time', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    const all = embedder.embedPassages(Array.from({ length: 300 }, (_, i) => `text ${i}`));
    const sent = loadNewest();
    expect(sent).toHaveLength(2);
    for (let at = 0; at < 3; at++) {
      const part = newest().received.filter((message) => message.type === 'embed')[at];
      const vectors = new Float32Array((part?.texts.length ?? 0) * 384).fill(at);
      newest().onMessage({ type: 'vectors', id: part?.id ?? -1, vectors });
    }
    const rows = await all;
    expect(rows).toHaveLength(300);
    expect([rows[0]?.[0], rows[299]?.[383]]).toEqual([0, 2]);
    await embedder.close();
  });

  test('an aborted request is withdrawn from the process', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    const abort = new AbortController();
    const cancelled = expect(embedder.embedPassages(['one'], abort.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    const [asked] = loadNewest();
    abort.abort();
    await cancelled;
    expect(newest().received).toContainEqual({ type: 'cancel', id: asked?.id });
    await embedder.close();
  });

  test('a request with an aborted signal is never sent', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    await expect(embedder.embedQuery('nurse', AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    await embedder.close();
  });
});

describe('closing', () => {
  test('a process that does not stop is killed after a grace time', async () => {
    exitsOnStop = false;
    const embedder = createEmbedder({ ...MODEL, fork });
    const rejected = expect(embedder.ready()).rejects.toMatchObject({ code: 'cancelled' });
    const closing = embedder.close();
    await rejected;
    await vi.advanceTimersByTimeAsync(2000);
    await closing;
    expect(newest().killed).toBe(true);
  });

  test('a closed embedder answers nothing and starts nothing', async () => {
    const embedder = createEmbedder({ ...MODEL, fork });
    await embedder.close();
    await expect(embedder.embedQuery('nurse')).rejects.toMatchObject({ code: 'cancelled' });
    await expect(embedder.ready()).rejects.toMatchObject({ code: 'cancelled' });
    expect(processes).toHaveLength(0);
  });
});
