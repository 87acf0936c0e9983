import { Refusal } from './refusal.ts';

/** The container of .doc and of encrypted Office files: a file system of sectors in chains. */
export interface OleFile {
  readonly names: ReadonlySet<string>;
  /** Bytes of a stream, or null where there is none of that name. */
  stream(name: string): Uint8Array | null;
}

const OLE_MAGIC = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const END_OF_CHAIN = 0xfffffffa;
const HEADER_BYTES = 512;

export function isOle(bytes: Uint8Array): boolean {
  return OLE_MAGIC.every((byte, index) => bytes[index] === byte);
}

interface Entry {
  start: number;
  size: number;
}

/** Reads the directory of an OLE file. Throws `Refusal` where the container is damaged. */
export function openOle(bytes: Uint8Array): OleFile {
  try {
    return readOle(bytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('corrupt', 'The file is damaged: its OLE container cannot be read.');
  }
}

function readOle(bytes: Uint8Array): OleFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sectorBytes = 2 ** Math.min(view.getUint16(30, true), 16);
  const fat = readFat(view, sectorBytes);
  const chain = (start: number) => joinSectors(bytes, followChain(fat, start), sectorBytes);
  const directory = chain(view.getUint32(48, true));
  const { entries, root } = readDirectory(directory);
  const miniFat = toNumbers(chain(view.getUint32(60, true)));
  const miniStream = root === null ? new Uint8Array() : chain(root.start);
  const cutoff = view.getUint32(56, true);
  return {
    names: new Set(entries.keys()),
    stream(name) {
      const entry = entries.get(name);
      if (entry === undefined) return null;
      if (entry.size >= cutoff) return chain(entry.start).subarray(0, entry.size);
      const parts = followChain(miniFat, entry.start).map((at) => miniStream.subarray(at * 64, at * 64 + 64));
      return Buffer.concat(parts).subarray(0, entry.size);
    },
  };
}

/** Sector numbers of the allocation table: 109 in the header, more in a chain of sectors of their own. */
function readFat(view: DataView, sectorBytes: number): Uint32Array {
  const sectors: number[] = [];
  for (let at = 76; at < HEADER_BYTES; at += 4) sectors.push(view.getUint32(at, true));
  let next = view.getUint32(68, true);
  const limit = view.byteLength / sectorBytes;
  for (let count = 0; next < END_OF_CHAIN && count < limit; count += 1) {
    const start = HEADER_BYTES + next * sectorBytes;
    for (let at = 0; at < sectorBytes - 4; at += 4) sectors.push(view.getUint32(start + at, true));
    next = view.getUint32(start + sectorBytes - 4, true);
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const used = sectors.filter((sector) => sector < END_OF_CHAIN);
  return toNumbers(joinSectors(bytes, used, sectorBytes));
}

/** A chain may not be longer than the table: a circle in a damaged file ends there. */
function followChain(table: Uint32Array, start: number): number[] {
  const chain: number[] = [];
  let sector = start;
  while (sector < table.length && chain.length <= table.length) {
    chain.push(sector);
    sector = table[sector] ?? END_OF_CHAIN;
  }
  if (chain.length > table.length)
    throw new Refusal('corrupt', 'The file is damaged: its sectors run in a circle.');
  return chain;
}

function joinSectors(bytes: Uint8Array, sectors: readonly number[], sectorBytes: number): Uint8Array {
  return Buffer.concat(
    sectors.map((sector) => {
      const start = HEADER_BYTES + sector * sectorBytes;
      return bytes.subarray(start, start + sectorBytes);
    }),
  );
}

function readDirectory(directory: Uint8Array): { entries: Map<string, Entry>; root: Entry | null } {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  const entries = new Map<string, Entry>();
  let root: Entry | null = null;
  for (let at = 0; at + 128 <= directory.length; at += 128) {
    const nameBytes = Math.min(view.getUint16(at + 64, true), 64);
    const type = directory[at + 66];
    if (nameBytes < 2 || type === 0) continue;
    const name = new TextDecoder('utf-16le').decode(directory.subarray(at, at + nameBytes - 2));
    const entry = { start: view.getUint32(at + 116, true), size: view.getUint32(at + 120, true) };
    if (type === 5) root = entry;
    else if (!entries.has(name)) entries.set(name, entry);
  }
  return { entries, root };
}

function toNumbers(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.byteLength >> 2 }, (_, index) => view.getUint32(index * 4, true));
}
