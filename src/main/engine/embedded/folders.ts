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
  // Only of documents in several folders: looking through their lists was quadratic in copies.
  const seen = new Map<number, Set<number>>();
  for (const [docNo, path] of rows) {
    const folder = dirname(path);
    const number = numbers.get(folder) ?? numbers.size;
    numbers.set(folder, number);
    add(ofDocument, seen, docNo, number);
  }
  return { paths: [...numbers.keys()], ofDocument };
}

function add(
  ofDocument: Folders['ofDocument'],
  seen: Map<number, Set<number>>,
  docNo: number,
  folder: number,
): void {
  const before = ofDocument[docNo];
  if (before === undefined) ofDocument[docNo] = folder;
  else if (typeof before === 'number') {
    if (before === folder) return;
    ofDocument[docNo] = [before, folder];
    seen.set(docNo, new Set([before, folder]));
  } else if (!seen.get(docNo)?.has(folder)) {
    before.push(folder);
    seen.get(docNo)?.add(folder);
  }
}
