import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { listModels, loadManifest, shippedModelsDir, verifyModel } from './model.ts';

const MINILM = 'all-MiniLM-L6-v2';
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cvi-models-'));
  cpSync(join(shippedModelsDir(), MINILM), join(dir, MINILM), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

function problemOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    return AppError.from(error);
  }
  throw new Error('nothing was thrown');
}

test('both shipped models are listed, usable and unharmed', async () => {
  const models = listModels(shippedModelsDir());
  expect(models.map((model) => model.id)).toEqual([MINILM, 'multilingual-e5-small']);
  for (const model of models) {
    if ('problem' in model) throw model.problem;
    await verifyModel(shippedModelsDir(), model.manifest);
  }
});

test('a missing file makes a model invalid and says which', () => {
  rmSync(join(dir, MINILM, 'tokenizer.json'));
  expect(problemOf(() => loadManifest(dir, MINILM))).toMatchObject({
    code: 'model_invalid',
    message: expect.stringContaining('tokenizer.json is missing'),
  });
});

test('a half-copied file makes a model invalid', () => {
  truncateSync(join(dir, MINILM, 'model.onnx'), 1000);
  expect(problemOf(() => loadManifest(dir, MINILM)).message).toContain('model.onnx has the wrong size');
});

test('a file of the right size with other bytes is found by its checksum', async () => {
  const manifest = loadManifest(dir, MINILM);
  writeFileSync(join(dir, MINILM, 'model.onnx'), Buffer.alloc(manifest.files['model.onnx'].bytes));
  await expect(verifyModel(dir, manifest)).rejects.toMatchObject({ code: 'model_invalid' });
});

test.each([
  ['not JSON', '{', 'not JSON'],
  ['without a field', '{"id":"all-MiniLM-L6-v2"}', 'no valid "source"'],
])('a manifest that is %s makes a model invalid', (_, text, message) => {
  writeFileSync(join(dir, MINILM, 'manifest.json'), text);
  expect(problemOf(() => loadManifest(dir, MINILM))).toMatchObject({
    code: 'model_invalid',
    message: expect.stringContaining(message),
  });
});

test('a broken model is listed with its problem beside the good ones', () => {
  cpSync(join(dir, MINILM), join(dir, 'broken'), { recursive: true });
  expect(listModels(dir)).toMatchObject([
    { id: MINILM, manifest: { dimensions: 384 } },
    { id: 'broken', problem: { code: 'model_invalid' } },
  ]);
});

test.each(['absent', '..', '../models', ''])('the model name %j is invalid, not a path', (id) => {
  expect(problemOf(() => loadManifest(dir, id)).code).toBe('model_invalid');
});

test('no models folder, no models', () => {
  expect(listModels(join(dir, 'none'))).toEqual([]);
});
