/**
 * Just enough of WebAssembly's binary format (sections, LEB128 numbers, the instructions used) to
 * write one small module in place. A text assembler as a dependency would add a build step that
 * running the sources directly does not have.
 */

export type Code = number[];

const I32 = 0x7f;
const V128 = 0x7b;

/** Unsigned LEB128. */
export function unsigned(value: number): Code {
  const bytes: Code = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
function signed(value: number): Code {
  const bytes: Code = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const simd = (opcode: number, ...rest: number[]): Code => [0xfd, ...unsigned(opcode), ...rest];
/** Alignment is a hint (log2 of bytes), the offset is added to the address. */
const memory = (opcode: Code, align: number, offset: number): Code => [...opcode, align, ...unsigned(offset)];

export const wasm = {
  block: (...body: Code[]): Code => [0x02, 0x40, ...body.flat(), 0x0b],
  loop: (...body: Code[]): Code => [0x03, 0x40, ...body.flat(), 0x0b],
  when: (...body: Code[]): Code => [0x04, 0x40, ...body.flat(), 0x0b],
  branch: (depth: number): Code => [0x0c, depth],
  branchIf: (depth: number): Code => [0x0d, depth],
  get: (local: number): Code => [0x20, local],
  set: (local: number): Code => [0x21, local],
  tee: (local: number): Code => [0x22, local],
  i32: (value: number): Code => [0x41, ...signed(value)],
  load32: (offset: number): Code => memory([0x28], 2, offset),
  load8: (offset: number): Code => memory([0x2d], 0, offset),
  load16: (offset: number): Code => memory([0x2f], 1, offset),
  store32: (offset: number): Code => memory([0x36], 2, offset),
  store16: (offset: number): Code => memory([0x3b], 1, offset),
  isZero: [0x45],
  less: [0x49],
  greater: [0x4b],
  notLess: [0x4f],
  add: [0x6a],
  shiftLeft: [0x74],
  load128: (offset: number): Code => memory(simd(0), 4, offset),
  xor128: simd(0x51),
  bitsOfBytes: simd(0x62),
  addBytes: simd(0x6e),
  /** 16 bytes to 8 sums of pairs, 8 to 4. */
  pairs16: simd(0x7d),
  pairs32: simd(0x7f),
  lane32: (lane: number): Code => simd(0x1b, lane),
};

export interface WasmFunction {
  name: string;
  /** All are i32. */
  parameters: number;
  returns: boolean;
  /** Locals after the parameters: i32 first, then v128. */
  locals: { i32: number; v128: number };
  body: Code[];
}

/** A module with functions over one imported shared memory, `env.memory`. */
export function assemble(functions: WasmFunction[], mostPages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, returns }) => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    ...vector(returns ? [[I32]] : []),
  ]);
  const shared = 0x03;
  const memoryImport = [
    ...text('env'),
    ...text('memory'),
    0x02,
    shared,
    ...unsigned(1),
    ...unsigned(mostPages),
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memoryImport])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(functions.map(functionBody))),
  ]);
}

function functionBody({ locals, body }: WasmFunction): Code {
  const declared = vector([
    [...unsigned(locals.i32), I32],
    [...unsigned(locals.v128), V128],
  ]);
  const bytes = [...declared, ...body.flat(), 0x0b];
  return [...unsigned(bytes.length), ...bytes];
}

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const vector = (items: Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (value: string): Code => vector([...new TextEncoder().encode(value)].map((byte) => [byte]));
