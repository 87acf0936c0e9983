import { access } from 'node:fs/promises';
import type { DocumentFormat } from '../../shared/model.ts';

/** The first of a document's places where its file still lies; null when it is at none. */
export async function findThere(
  original: { paths: string[]; format: DocumentFormat } | null,
): Promise<{ path: string; format: DocumentFormat } | null> {
  for (const path of original?.paths ?? []) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there && original) return { path, format: original.format };
  }
  return null;
}
