import { randomUUID } from 'node:crypto';
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

const CHOICE = 'engine.choice';
const MACHINE = 'machine.id';

export function createEngineChoice(db: Db) {
  const select = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const replace = db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)');
  const read = (key: string): unknown => JSON.parse(select.get(key) ?? 'null');
  const write = (key: string, value: unknown) => void replace.run(key, JSON.stringify(value));

  return {
    get(): ChosenEngine {
      const parsed = schema.safeParse(read(CHOICE));
      return parsed.success ? parsed.data : schema.parse({ mode: 'embedded' });
    },
    set: (choice: ChosenEngine) => write(CHOICE, choice),
    /** What this data folder is called among others that feed the same servers; made once. */
    machine(): string {
      const known = z.string().safeParse(read(MACHINE));
      if (known.success) return known.data;
      const made = randomUUID();
      write(MACHINE, made);
      return made;
    },
  };
}
