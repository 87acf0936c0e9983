import { z } from 'zod';
import type { SettingEntry } from '../../shared/answers.ts';
import { AppError } from '../../shared/errors.ts';
import type { Chunking } from '../workers/protocol.ts';
import type { Db } from './database.ts';

interface Definition<T> {
  schema: z.ZodType<T>;
  default: T;
  description: string;
  choices?: string[];
}

const define = <T>(schema: z.ZodType<T>, fallback: T, description: string): Definition<T> => ({
  schema,
  default: fallback,
  description,
  ...(schema instanceof z.ZodEnum ? { choices: schema.options.map(String) } : {}),
});

const count = (max: number) => z.number().int().min(1).max(max);

/** Every setting with what it does; a key that is not here does not exist. */
export const SETTINGS = {
  model: define(
    z.string().regex(/^[\w.-]+$/),
    'multilingual-e5-small',
    'The language model for searching by meaning: multilingual-e5-small (all languages) or all-MiniLM-L6-v2 (English, fast). Takes effect at the next start; documents are then embedded again while words keep answering.',
  ),
  'intake.workers': define(
    z.number().int().min(0).max(64),
    0,
    'Threads that read documents. 0: one for each processor, up to 8.',
  ),
  'intake.batch': define(count(1000), 50, 'Files handed to the reading threads at a time.'),
  'intake.maxFileMb': define(
    count(2048),
    64,
    'Larger files are not read and are listed as too large (megabytes).',
  ),
  'intake.timeoutSeconds': define(count(600), 20, 'A document that takes longer to read is given up.'),
  'embedding.batch': define(count(512), 32, 'Passages embedded together.'),
  'embedding.threads': define(
    z.number().int().min(0).max(64),
    0,
    'Processor threads for embedding. 0: one for each processor, up to 8.',
  ),
  'chunk.unit': define(
    z.enum(['lines', 'characters']),
    'lines',
    'How documents are cut into passages: whole lines, or a fixed number of characters.',
  ),
  'chunk.maxTokens': define(
    z.number().int().min(32).max(500),
    220,
    'Longest passage when cutting by lines (about 0.75 words a token).',
  ),
  'chunk.size': define(
    z.number().int().min(100).max(4000),
    500,
    'Length of a passage when cutting by characters.',
  ),
  'chunk.overlap': define(
    z.number().int().min(0).max(1000),
    100,
    'Characters repeated between passages when cutting by characters.',
  ),
  'engine.image': define(
    z.string().regex(/^[\w./:@-]+$/, 'not the name of an image'),
    'qdrant/qdrant:v1.18.3',
    'The Qdrant image that containers are made of. Another one takes effect with an upgrade.',
  ),
  'engine.httpPort': define(
    count(65_535),
    6333,
    'Port of Qdrant’s HTTP interface, on this machine only; the next free one if it is taken.',
  ),
  'engine.grpcPort': define(
    count(65_535),
    6334,
    'Port of Qdrant’s gRPC interface, on this machine only; the next free one if it is taken.',
  ),
  'engine.memoryMb': define(
    z.number().int().min(256).max(4_194_304),
    4096,
    'Memory that each Qdrant container may use (megabytes).',
  ),
  'engine.reservationMb': define(
    z.number().int().min(128).max(4_194_304),
    2048,
    'Memory kept for each Qdrant container (megabytes).',
  ),
  'engine.nodes': define(z.number().int().min(3).max(32), 3, 'Nodes of a cluster that is made anew.'),
  'engine.shards': define(count(256), 3, 'Parts that a new collection on a cluster is cut into.'),
  'engine.replicas': define(count(32), 2, 'Copies of each part on a cluster: with 2, one node may fail.'),
  'engine.quantization': define(
    z.enum(['none', 'scalar']),
    'none',
    'Small codes of the vectors in memory (scalar), for large collections; answers are still scored exactly. For new collections.',
  ),
  'engine.batch': define(count(1000), 100, 'Points sent to Qdrant at a time.'),
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = (typeof SETTINGS)[K]['default'] extends infer D
  ? D extends number
    ? number
    : D extends string
      ? string
      : never
  : never;

export interface Settings {
  get<K extends SettingKey>(key: K): SettingValue<K>;
  /** Throws `not_found` for an unknown key (naming the nearest) and `invalid_input` for a bad value. */
  set(key: string, value: unknown): void;
  list(): SettingEntry[];
  chunking(): Chunking;
}

/** `models`: ids of the installed language models, the choices of `model`. */
export function createSettings(db: Db, models: string[]): Settings {
  const read = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?');
  const write = db.prepare<[string, string]>('INSERT OR REPLACE INTO settings VALUES (?, ?)');

  function get<K extends SettingKey>(key: K): SettingValue<K> {
    const row = read.get(key);
    const parsed = row && SETTINGS[key].schema.safeParse(JSON.parse(row.value));
    return (parsed?.success ? parsed.data : SETTINGS[key].default) as SettingValue<K>;
  }

  return {
    get,
    set(key, value) {
      const known = requireKnown(key);
      const parsed = SETTINGS[known].schema.safeParse(value);
      if (!parsed.success) {
        const why = parsed.error.issues[0]?.message ?? 'the value does not fit';
        throw new AppError('invalid_input', `${key}: ${why}.`);
      }
      write.run(known, JSON.stringify(parsed.data));
    },
    list: () =>
      (Object.keys(SETTINGS) as SettingKey[]).map((key) => ({
        key,
        value: get(key),
        default: SETTINGS[key].default,
        description: SETTINGS[key].description,
        ...choicesOf(key, models),
      })),
    chunking: () =>
      get('chunk.unit') === 'characters'
        ? { unit: 'characters', size: get('chunk.size'), overlap: get('chunk.overlap') }
        : { unit: 'lines', maxTokens: get('chunk.maxTokens') },
  };
}

function choicesOf(key: SettingKey, models: string[]): { choices?: string[] } {
  const { choices } = SETTINGS[key];
  if (key === 'model') return { choices: models };
  return choices ? { choices } : {};
}

function requireKnown(key: string): SettingKey {
  if (key in SETTINGS) return key as SettingKey;
  throw new AppError(
    'not_found',
    `There is no setting called “${key.slice(0, 60)}”. The settings are: ${Object.keys(SETTINGS).join(', ')}.`,
  );
}
