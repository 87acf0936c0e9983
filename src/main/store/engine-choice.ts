import { z } from 'zod';
import { ENGINE_MODES } from '../../shared/model.ts';
import type { Db } from './database.ts';

const schema = z.object({
  mode: z.enum(ENGINE_MODES),
  urls: z.array(z.string()).default([]),
  bin: z.string().nullable().default(null),
  caFile: z.string().nullable().default(null),
  running: z.boolean().default(true),
});

/** Which engine is chosen; its key is kept elsewhere, where secrets are. */
export type ChosenEngine = z.infer<typeof schema>;

const KEY = 'engine.choice';

export function createEngineChoice(db: Db) {
  return {
    get(): ChosenEngine {
      const row = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(KEY);
      const parsed = schema.safeParse(row ? JSON.parse(row) : null);
      return parsed.success ? parsed.data : schema.parse({ mode: 'embedded' });
    },
    set(choice: ChosenEngine): void {
      db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)').run(KEY, JSON.stringify(choice));
    },
  };
}
