import { dirname } from 'node:path';
import type { Db } from '../../store/database.ts';

/** In which folders a document lies; a document with copies lies in several. */
export interface Folders {
  paths: string[];
  /** Indexes into `paths`, by docNo. */
  ofDocument: (number | number[] | undefined)[];
}

/**
 * Files are moved and found again without the engine being told, so this follows the database's own
 * count of changes. Loading takes about a microsecond a file: where that is felt (a large collection
 * during an intake) it is repeated at most a twentieth of the time.
 */
export function createFolders(db: Db): { read(): Folders } {
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  const files = db
    .prepare<[], [number, string]>('SELECT doc_no, path FROM files WHERE doc_no IS NOT NULL AND missing = 0')
    .raw();
  let folders: Folders | null = null;
  let stamp = -1;
  let dearUntil = 0;

  return {
    read() {
      const now = changes.get() ?? 0;
      if (folders && (now === stamp || performance.now() < dearUntil)) return folders;
      const started = performance.now();
      folders = load(files.iterate());
      stamp = now;
      const tookMs = performance.now() - started;
      dearUntil = tookMs > 5 ? performance.now() + 20 * tookMs : 0;
      return folders;
    },
  };
}

function load(rows: Iterable<[number, string]>): Folders {
  const numbers = new Map<string, number>();
  const ofDocument: Folders['ofDocument'] = [];
  for (const [docNo, path] of rows) {
    const folder = dirname(path);
    const number = numbers.get(folder) ?? numbers.size;
    numbers.set(folder, number);
    const before = ofDocument[docNo];
    if (before === undefined) ofDocument[docNo] = number;
    else ofDocument[docNo] = [...new Set([before, number].flat())];
  }
  return { paths: [...numbers.keys()], ofDocument };
}
