/** A number of documents as people write it ("500,000", "500 000"); null when it is none. */
export function documentsIn(text: string): number | null {
  const digits = text.replace(/[\s,.'’]/g, '');
  const count = /^\d+$/.test(digits) ? Number(digits) : 0;
  return count > 0 && Number.isSafeInteger(count) ? count : null;
}
