import { unzipSync } from 'fflate';
import { Refusal } from './refusal.ts';

const MAX_ENTRIES = 2_000;
/** Of one member that is read. A CV's text part is well under 1 MB. */
const MAX_MEMBER_BYTES = 20 * 1024 * 1024;
const MAX_READ_BYTES = 40 * 1024 * 1024;
/** Whole archives above this size may not be packed tighter than MAX_RATIO: no honest document is. */
const BOMB_BYTES = 64 * 1024 * 1024;
const MAX_RATIO = 200;

export interface Archive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** UTF-8 text of a member, or null where there is none. Throws `Refusal` on damage or excess. */
  text(name: string): string | null;
}

/**
 * Lists a zip by its central directory; members are unpacked one by one, in memory, on request.
 * Declared sizes are checked before anything is unpacked. They can lie, but fflate unpacks into
 * a buffer of the declared size and no further, so memory stays bounded either way.
 */
export function openArchive(bytes: Uint8Array): Archive {
  const names: string[] = [];
  let total = 0;
  unzip(bytes, (name, size) => {
    names.push(name);
    total += size;
    if (names.length > MAX_ENTRIES) {
      throw new Refusal('too_large', `The file holds more than ${MAX_ENTRIES} parts; no CV does.`);
    }
    return false;
  });
  if (total > BOMB_BYTES && total / bytes.length > MAX_RATIO) {
    throw new Refusal('too_large', 'The file would unpack to hundreds of times its size (a zip bomb).');
  }
  const known = new Set(names);
  let readBytes = 0;
  return {
    names,
    has: (name) => known.has(name),
    text(name) {
      if (!known.has(name)) return null;
      const found = unzip(bytes, (member, size) => {
        if (member !== name) return false;
        readBytes += size;
        if (size > MAX_MEMBER_BYTES || readBytes > MAX_READ_BYTES) {
          throw new Refusal('too_large', 'The text of the file unpacks to more than 20 MB.');
        }
        return true;
      });
      return decodeXml(found[name] ?? new Uint8Array());
    },
  };
}

/** XML parts are UTF-8 unless their byte order mark says UTF-16. */
function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

function unzip(bytes: Uint8Array, pick: (name: string, size: number) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: (file) => pick(file.name, file.originalSize) });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('corrupt', 'The file is damaged: its zip container cannot be unpacked.');
  }
}
