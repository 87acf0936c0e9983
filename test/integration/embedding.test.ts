import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmbedder } from '../../src/main/embed/embed-client.ts';
import { shippedModelsDir } from '../../src/main/embed/model.ts';
import { inventChunks } from '../bench/invented-chunks.ts';

const MINILM = 'all-MiniLM-L6-v2';

/** Of unit vectors. */
function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) throw new Error('a vector is missing');
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('with the default model', () => {
  const embedder = createEmbedder({ modelDir: shippedModelsDir(), modelId: 'multilingual-e5-small' });
  afterAll(() => embedder.close());

  const pid = () => {
    if (embedder.pid === undefined) throw new Error('no embedding process');
    return embedder.pid;
  };

  test('a query is nearer to what it means than to anything else, in its own language and in another', async () => {
    const passages = await embedder.embedPassages([
      'Registered nurse on an intensive care ward for six years',
      'Krankenpfleger auf der Intensivstation, sechs Jahre Erfahrung',
      'Truck driver, long distance, licence C+E',
      'Buchhalter mit Schwerpunkt Lohnabrechnung',
    ]);
    const queries = ['nurse with intensive care experience', 'Pflegekraft mit Erfahrung auf Intensivstation'];
    for (const text of queries) {
      const query = await embedder.embedQuery(text);
      const [english, german, driver, accountant] = passages.map((passage) => cosine(query, passage));
      const unrelated = Math.max(driver ?? 1, accountant ?? 1);
      expect(english).toBeGreaterThan(unrelated);
      expect(german).toBeGreaterThan(unrelated);
    }
  });

  test('vectors are of unit length, have their own buffer and carry the dimensions of the manifest', async () => {
    const [vector] = await embedder.embedPassages(['Site manager']);
    expect(vector).toHaveLength(embedder.model.dimensions);
    expect(vector?.buffer.byteLength).toBe(embedder.model.dimensions * 4);
    expect(cosine(vector, vector)).toBeCloseTo(1, 4);
  });

  test('a query and a passage of the same words differ: each has its prefix', async () => {
    const [passage] = await embedder.embedPassages(['Site manager']);
    expect(cosine(passage, await embedder.embedQuery('Site manager'))).toBeLessThan(0.99);
  });

  test('vectors come in the order of the texts, whatever their lengths, and hardly depend on the batch', async () => {
    const texts = inventChunks(24);
    const together = await embedder.embedPassages(texts);
    for (const [index, text] of texts.entries()) {
      const [alone] = await embedder.embedPassages([text]);
      const similar = together.map((vector) => cosine(vector, alone));
      expect(similar.indexOf(Math.max(...similar))).toBe(index);
      // int8 scales its numbers by the largest of a batch; a single one is no truer (docs/decisions).
      expect(similar[index]).toBeGreaterThan(0.99);
    }
  });

  test('what lies beyond the window of the model is cut off', async () => {
    const long = 'Responsible for the wards of two hospitals. '.repeat(200);
    const [plain] = await embedder.embedPassages([long]);
    const [more] = await embedder.embedPassages([`${long} Truck driver, pilot, gardener`]);
    expect(cosine(plain, more)).toBeCloseTo(1, 4);
  });

  test('an empty text has a vector too', async () => {
    expect(await embedder.embedPassages([''])).toHaveLength(1);
    expect(await embedder.embedPassages([])).toEqual([]);
  });

  test('a query is answered before the passages that were asked before it', async () => {
    const order: string[] = [];
    const passages = embedder.embedPassages(inventChunks(64)).then(() => order.push('passages'));
    await embedder.embedQuery('accountant').then(() => order.push('query'));
    await passages;
    expect(order).toEqual(['query', 'passages']);
  });

  test('an aborted intake ends as cancelled and the next call is answered', async () => {
    const abort = new AbortController();
    const intake = embedder.embedPassages(inventChunks(256), abort.signal);
    const cancelled = expect(intake).rejects.toMatchObject({ code: 'cancelled' });
    await embedder.embedQuery('the intake is under way when this is answered');
    abort.abort();
    await cancelled;
    expect(await embedder.embedPassages(['Site manager'])).toHaveLength(1);
  });

  test('killing the process in the middle of a batch loses nothing', async () => {
    const texts = inventChunks(48);
    const before = await embedder.embedPassages(texts);
    const states: string[] = [];
    const off = embedder.onStateChange((state) => states.push(state));
    const intake = embedder.embedPassages(texts);
    await embedder.embedQuery('the intake is under way when this is answered');
    const killed = pid();
    process.kill(killed, 'SIGKILL');
    const after = await intake;
    off();
    expect(states).toEqual(['loading', 'ready']);
    expect(pid()).not.toBe(killed);
    expect(after.map((vector, i) => Math.round(cosine(vector, before[i]) * 100))).toEqual(
      texts.map(() => 100),
    );
  });

  test('closing in the middle of a batch cancels it and leaves no process', async () => {
    const intake = expect(embedder.embedPassages(inventChunks(256))).rejects.toMatchObject({
      code: 'cancelled',
    });
    await embedder.embedQuery('the intake is under way when this is answered');
    const last = pid();
    await embedder.close();
    await intake;
    expect(embedder.state()).toBe('stopped');
    expect(isAlive(last)).toBe(false);
  });
});

describe('with a damaged model', () => {
  let dir: string;
  const file = (name: string) => join(dir, MINILM, name);

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cvi-models-'));
    cpSync(join(shippedModelsDir(), MINILM), join(dir, MINILM), { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** The same size, other bytes. */
  function overwrite(name: 'model.onnx' | 'tokenizer.json'): Buffer {
    const bytes = readFileSync(file(name)).fill(0x20, 100, 2000);
    writeFileSync(file(name), bytes);
    return bytes;
  }

  /** As an admin would who imports a model that was broken from the start. */
  function signManifest(name: 'model.onnx' | 'tokenizer.json', bytes: Buffer): void {
    const manifest = JSON.parse(readFileSync(file('manifest.json'), 'utf8'));
    manifest.files[name].sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(file('manifest.json'), JSON.stringify(manifest));
  }

  async function expectInvalid(message: string): Promise<void> {
    const embedder = createEmbedder({ modelDir: dir, modelId: MINILM });
    await expect(embedder.ready()).rejects.toMatchObject({
      code: 'model_invalid',
      message: expect.stringContaining(message),
    });
    expect(embedder.state()).toBe('failed');
    await expect(embedder.embedQuery('nurse')).rejects.toMatchObject({ code: 'model_invalid' });
    await embedder.close();
    expect(embedder.pid).toBeUndefined();
  }

  test('a changed byte is found by the checksum', async () => {
    overwrite('model.onnx');
    await expectInvalid('model.onnx does not have the checksum');
  });

  test('a model that the runtime refuses is invalid', async () => {
    signManifest('model.onnx', overwrite('model.onnx'));
    await expectInvalid("can't be loaded");
  });

  test('a tokenizer that is not one is invalid', async () => {
    signManifest('tokenizer.json', overwrite('tokenizer.json'));
    await expectInvalid("tokenizer.json can't be used");
  });
});

test('the process ends when the application is killed', async () => {
  const script = `
    import { createEmbedder } from ${JSON.stringify(new URL('../../src/main/embed/embed-client.ts', import.meta.url).href)};
    const embedder = createEmbedder(${JSON.stringify({ modelDir: shippedModelsDir(), modelId: MINILM })});
    await embedder.ready();
    void embedder.embedPassages(Array(500).fill('nurse '.repeat(200)));
    console.log('ready');`;
  const application = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(application.stdout, 'data');
  application.kill('SIGKILL');
  // The embedding process shares the application's stderr: it closes when the last of the two is gone.
  await once(application, 'close');
  expect(application.signalCode).toBe('SIGKILL');
});

test('the runtime keeps no record of its use and reports none', async () => {
  const home = mkdtempSync(join(tmpdir(), 'cvi-home-'));
  const before = process.env['HOME'];
  process.env['HOME'] = home;
  const embedder = createEmbedder({ modelDir: shippedModelsDir(), modelId: MINILM });
  try {
    await embedder.embedPassages(['Site manager']);
    // Its record of use lies below the home folder, in .cache.
    expect(readdirSync(home)).toEqual([]);
  } finally {
    process.env['HOME'] = before;
    await embedder.close();
    rmSync(home, { recursive: true, force: true });
  }
});
