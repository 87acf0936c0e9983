import {
  HISTOGRAM_AT,
  MASK_AT,
  MOST_PAGES,
  QUERY_AT,
  type RowLayout,
  type SharedMemory,
  webAssembly,
} from './codes-protocol.ts';
import { assemble, type Code, type WasmFunction, wasm } from './wasm-assembler.ts';

/** What the module exports. Addresses are byte offsets into the shared memory. */
export interface CodesModule {
  /** Writes each row's distance to the query and counts distances; rows that do not pass get `NOWHERE`. */
  scan(from: number, to: number, masked: 0 | 1): void;
  /** Writes addresses of rows nearer than `below` to `out`, at most `most`; returns how many. */
  collect(from: number, to: number, below: number, out: number, most: number): number;
}

export const NOWHERE = 0xffff;

/** 48 bytes a code are three vector instructions each of xor and popcount: 9 ns a row measured, memory-bound. */
export function instantiateCodes(memory: SharedMemory, layout: RowLayout): CodesModule {
  const module = new webAssembly.Module(assemble([scan(layout), collect(layout)], MOST_PAGES));
  return new webAssembly.Instance(module, { env: { memory } }).exports as CodesModule;
}

const { get, set, tee, i32, add } = wasm;

function scan({ codeBytes, rowBytes, documentAt, distanceAt }: RowLayout): WasmFunction {
  const [row, to, masked, document, distance, sums] = [0, 1, 2, 3, 4, 5];
  const part = (at: number): Code[] => [
    get(row),
    wasm.load128(at),
    i32(QUERY_AT),
    wasm.load128(at),
    wasm.xor128,
    wasm.bitsOfBytes,
  ];
  const parts: Code[] = [];
  for (let at = 0; at < codeBytes; at += 16) parts.push(...part(at), ...(at > 0 ? [wasm.addBytes] : []));
  const lanes = [0, 1, 2, 3].flatMap((lane) => [get(sums), wasm.lane32(lane), ...(lane > 0 ? [add] : [])]);
  const count = [get(distance), i32(2), wasm.shiftLeft];
  return {
    name: 'scan',
    parameters: 3,
    returns: false,
    locals: { i32: 2, v128: 1 },
    body: [
      wasm.block(
        wasm.loop(
          get(row), get(to), wasm.notLess, wasm.branchIf(1),
          i32(NOWHERE), set(distance),
          wasm.block(
            get(row), wasm.load32(documentAt), tee(document), wasm.isZero, wasm.branchIf(0),
            get(masked),
            wasm.when(get(document), wasm.load8(MASK_AT), wasm.isZero, wasm.branchIf(1)),
            ...parts, wasm.pairs16, wasm.pairs32, set(sums),
            ...lanes, set(distance),
            ...count, ...count, wasm.load32(HISTOGRAM_AT), i32(1), add, wasm.store32(HISTOGRAM_AT),
          ),
          get(row), get(distance), wasm.store16(distanceAt),
          get(row), i32(rowBytes), add, set(row),
          wasm.branch(0),
        ),
      ),
    ], // biome-ignore format: an instruction sequence a line
  };
}

function collect({ rowBytes, distanceAt }: RowLayout): WasmFunction {
  const [row, to, below, out, most, found] = [0, 1, 2, 3, 4, 5];
  return {
    name: 'collect',
    parameters: 5,
    returns: true,
    locals: { i32: 1, v128: 0 },
    body: [
      wasm.block(
        wasm.loop(
          get(row), get(to), wasm.notLess, wasm.branchIf(1),
          get(found), get(most), wasm.notLess, wasm.branchIf(1),
          get(row), wasm.load16(distanceAt), get(below), wasm.less,
          wasm.when(
            get(out), get(row), wasm.store32(0),
            get(out), i32(4), add, set(out),
            get(found), i32(1), add, set(found),
          ),
          get(row), i32(rowBytes), add, set(row),
          wasm.branch(0),
        ),
      ),
      get(found),
    ], // biome-ignore format: an instruction sequence a line
  };
}
