import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface StaticFile {
  type: string;
  sizeBytes: number;
  /** File names with a content hash never change. */
  immutable: boolean;
  stream(): Readable;
}

/**
 * One of the built screens' own files, or null. Only known types are served, and nothing above
 * the folder: what a path decodes to must still lie inside once joined.
 */
export async function findStaticFile(rendererDir: string, urlPath: string): Promise<StaticFile | null> {
  const relative = decode(urlPath === '/' ? '/index.html' : urlPath);
  if (relative === null) return null;
  const path = join(rendererDir, relative);
  const type = TYPES[extname(path)];
  if (!type || !path.startsWith(rendererDir + sep)) return null;
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  return {
    type,
    sizeBytes: found.size,
    immutable: urlPath.startsWith('/assets/'),
    stream: () => createReadStream(path),
  };
}

function decode(urlPath: string): string | null {
  try {
    const decoded = decodeURIComponent(urlPath);
    return decoded.includes('\0') || decoded.includes('\\') || decoded.split('/').includes('..')
      ? null
      : decoded;
  } catch {
    return null;
  }
}
