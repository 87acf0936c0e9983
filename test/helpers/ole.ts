/** Binary Word files as bytes: a small OLE container and a Word 97 document with one piece of text. */

type Bytes = Uint8Array<ArrayBuffer>;

const SECTOR = 512;
const END = 0xfffffffe;
const FREE = 0xffffffff;
/** Streams below this would lie in the mini stream, which these files do without. */
const CUTOFF = 4096;

/** An OLE file of named streams, each filled up with zeros to a length that needs no mini stream. */
export function makeOle(streams: Record<string, Uint8Array>): Bytes {
  const names = Object.keys(streams);
  const sizes = names.map((name) => Math.max(CUTOFF, streams[name]?.length ?? 0));
  const sectorsOf = (bytes: number) => Math.ceil(bytes / SECTOR);
  const directorySectors = sectorsOf((names.length + 1) * 128);
  const fat: number[] = [0xfffffffd];
  const chain = (count: number) => {
    const start = fat.length;
    for (let index = 0; index < count; index += 1) fat.push(index + 1 < count ? fat.length + 1 : END);
    return start;
  };
  const directoryStart = chain(directorySectors);
  const starts = sizes.map((size) => chain(sectorsOf(size)));
  const file = Buffer.alloc((1 + fat.length) * SECTOR);
  writeHeader(file, directoryStart);
  for (let index = 0; index < SECTOR / 4; index += 1)
    file.writeUInt32LE(fat[index] ?? FREE, SECTOR + index * 4);
  const at = (sector: number) => (1 + sector) * SECTOR;
  writeEntry(file, at(directoryStart), { name: 'Root Entry', type: 5, start: END, size: 0 });
  for (const [index, name] of names.entries()) {
    const start = starts[index] ?? 0;
    writeEntry(file, at(directoryStart) + (index + 1) * 128, {
      name,
      type: 2,
      start,
      size: sizes[index] ?? 0,
    });
    file.set(streams[name] ?? [], at(start));
  }
  return Uint8Array.from(file);
}

function writeHeader(file: Buffer, directoryStart: number): void {
  file.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  file.writeUInt16LE(9, 30);
  file.writeUInt16LE(6, 32);
  file.writeUInt32LE(1, 44);
  file.writeUInt32LE(directoryStart, 48);
  file.writeUInt32LE(CUTOFF, 56);
  file.writeUInt32LE(END, 60);
  file.writeUInt32LE(END, 68);
  file.writeUInt32LE(0, 76);
  for (let at = 80; at < SECTOR; at += 4) file.writeUInt32LE(FREE, at);
}

function writeEntry(
  file: Buffer,
  at: number,
  entry: { name: string; type: number; start: number; size: number },
): void {
  file.write(entry.name, at, 'utf16le');
  file.writeUInt16LE((entry.name.length + 1) * 2, at + 64);
  file[at + 66] = entry.type;
  file.writeUInt32LE(entry.start, at + 116);
  file.writeUInt32LE(entry.size, at + 120);
}

/** A Word 97 file. Paragraphs end with \r, cells with \x07, as Word keeps them. */
export function makeDoc(body: string, { encrypted = false, textBox = '' } = {}): Bytes {
  const text = Buffer.from(body + textBox, 'utf16le');
  const textAt = 1024;
  const main = Buffer.alloc(textAt + text.length);
  main.writeUInt16LE(0xa5ec, 0);
  main.writeUInt16LE(0xc1, 2);
  main.writeUInt16LE((encrypted ? 0x0100 : 0) | 0x0200, 0x0a);
  main.writeUInt32LE(body.length, 0x4c);
  main.writeUInt32LE(textBox.length, 0x64);
  const pieces = Buffer.alloc(5 + 16);
  pieces[0] = 2;
  pieces.writeUInt32LE(16, 1);
  pieces.writeUInt32LE(body.length + textBox.length, 9);
  pieces.writeUInt32LE(textAt, 15);
  main.writeUInt32LE(0, 0x1a2);
  main.writeUInt32LE(pieces.length, 0x1a6);
  text.copy(main, textAt);
  return makeOle({ WordDocument: main, '1Table': pieces });
}
