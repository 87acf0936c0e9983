import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Readable } from 'node:stream';
import type { DocumentFormat } from '../../shared/model.ts';

export interface OriginalFile {
  headers: Record<string, string>;
  stream(): Readable;
}

const IMAGE_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
};

/** The original bytes of a document with the headers that keep them harmless; null when it is gone. */
export async function openOriginal(path: string, format: DocumentFormat): Promise<OriginalFile | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const { type, inline } = presentation(path, format);
  return {
    headers: {
      'content-type': type,
      'content-length': String(found.size),
      'content-disposition': disposition(basename(path), inline),
    },
    stream: () => createReadStream(path),
  };
}

/** Only what a browser shows without running anything of it is shown; the rest is a download. */
function presentation(path: string, format: DocumentFormat): { type: string; inline: boolean } {
  if (format === 'pdf') return { type: 'application/pdf', inline: true };
  if (format === 'txt') return { type: 'text/plain', inline: true };
  if (format === 'html') return { type: 'text/plain', inline: false };
  const image = IMAGE_TYPES[extname(path).toLowerCase()];
  if (format === 'image' && image) return { type: image, inline: true };
  return { type: 'application/octet-stream', inline: false };
}

/** RFC 6266: a plain ASCII name for old readers and the real one. */
function disposition(name: string, inline: boolean): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `${inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
