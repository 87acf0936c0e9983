/** A document by its content, the same on every machine: the first 16 hex digits of the sha256 of its bytes. */
export const documentIdOf = (sha256: string): string => sha256.slice(0, 16);
