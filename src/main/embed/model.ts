import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';

const fileSchema = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().positive() });

const manifestSchema = z.object({
  id: z.string().min(1),
  source: z.string(),
  licence: z.string(),
  languages: z.array(z.string()),
  dimensions: z.int().positive(),
  /** The window, special tokens included; longer texts are cut. */
  maxTokens: z.int().min(8),
  pooling: z.enum(['mean', 'cls']),
  normalize: z.boolean(),
  queryPrefix: z.string(),
  documentPrefix: z.string(),
  padTokenId: z.int().nonnegative(),
  inputs: z.array(z.enum(['input_ids', 'attention_mask', 'token_type_ids'])),
  /** The output that holds one row a token. */
  output: z.string(),
  /** Words for a person; "int8 …" also says that the model is made for the CPU. */
  precision: z.string(),
  files: z.object({ 'model.onnx': fileSchema, 'tokenizer.json': fileSchema }),
});

/** manifest.json of a model's folder. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A folder under the models' folder: usable, or not and why. */
export type ListedModel = { id: string; manifest: Manifest } | { id: string; problem: AppError };

const FILE_NAMES = ['model.onnx', 'tokenizer.json'] as const;

/** `resources/models` of the repository or the installed application. */
export function shippedModelsDir(from: string = import.meta.url): string {
  const up = from.endsWith('.ts') || from.includes('/chunks/') ? '../../../' : '../../';
  return fileURLToPath(new URL(`${up}resources/models`, from));
}

/** Every folder of `dir` with a manifest, by id; a broken one is listed with its problem. */
export function listModels(dir: string): ListedModel[] {
  if (!existsSync(dir)) return [];
  const ids = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(dir, entry.name, 'manifest.json')))
    .map((entry) => entry.name)
    .sort();
  return ids.map((id) => {
    try {
      return { id, manifest: loadManifest(dir, id) };
    } catch (error) {
      return { id, problem: AppError.from(error) };
    }
  });
}

/**
 * Reads the manifest of model `id` and compares the sizes of its files: cheap enough for every start.
 * Throws `model_invalid`.
 */
export function loadManifest(dir: string, id: string): Manifest {
  // The id comes from settings and becomes a path.
  if (!/^[\w.-]+$/.test(id) || /^\.+$/.test(id)) throw invalid(id, 'its name is not a model name');
  const manifest = parseManifest(id, readManifest(dir, id));
  for (const name of FILE_NAMES) {
    const size = statSync(join(dir, id, name), { throwIfNoEntry: false })?.size;
    if (size === undefined) throw invalid(id, `${name} is missing`);
    if (size !== manifest.files[name].bytes) throw invalid(id, `${name} has the wrong size`);
  }
  return manifest;
}

/** Compares the checksums of the model's files: about 70 ms per 100 MB. Throws `model_invalid`. */
export async function verifyModel(dir: string, manifest: Manifest): Promise<void> {
  for (const name of FILE_NAMES) {
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(join(dir, manifest.id, name), { highWaterMark: 1 << 20 }), hash);
    } catch (cause) {
      throw invalid(manifest.id, `${name} can't be read`, cause);
    }
    if (hash.digest('hex') !== manifest.files[name].sha256) {
      throw invalid(manifest.id, `${name} does not have the checksum of its manifest`);
    }
  }
}

/** `model_invalid` in one sentence. */
export function invalid(id: string, problem: string, cause?: unknown): AppError {
  return new AppError('model_invalid', `The embedding model ${id} can't be used: ${problem}.`, { cause });
}

function readManifest(dir: string, id: string): string {
  try {
    return readFileSync(join(dir, id, 'manifest.json'), 'utf8');
  } catch (cause) {
    throw invalid(id, 'its manifest.json is missing or unreadable', cause);
  }
}

function parseManifest(id: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(id, 'its manifest.json is not JSON', cause);
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw invalid(id, `its manifest.json has no valid "${where}"`, parsed.error);
  }
  if (parsed.data.id !== id) throw invalid(id, 'its manifest.json names another model');
  return parsed.data;
}
