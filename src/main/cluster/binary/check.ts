import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import type { Fault } from '../backend.ts';

export type BinaryFault = Extract<Fault, { kind: 'binary' }>;

interface Target {
  system: 'Linux' | 'macOS' | 'Windows';
  /** Null: several, or one that is not told apart here. */
  arch: string | null;
}

const HEAD_BYTES = 4096;
const SYSTEMS: Readonly<Record<string, Target['system']>> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
};
const ELF: Readonly<Record<number, string>> = {
  3: 'ia32',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
};
const MACH_O: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };
const PE: Readonly<Record<number, string>> = { 332: 'ia32', 34404: 'x64', 43620: 'arm64' };

/** Why this file can't be started as a server here; null when nothing speaks against it. */
export async function inspectBinary(path: string): Promise<BinaryFault | null> {
  const found = await stat(path).catch(() => null);
  if (!found) return fault('missing', 'The Qdrant program is not where the settings say it is.');
  if (!found.isFile())
    return fault('not_executable', 'What the settings name as the Qdrant program is not a file.');
  const allowed = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!allowed) return fault('not_executable', 'The Qdrant program may not be executed by this user.');
  return inspectHead(await readHead(path));
}

function inspectHead(head: Buffer | null): BinaryFault | null {
  // A script, or a file that may be executed but not read.
  if (!head || head.toString('latin1', 0, 2) === '#!') return null;
  const target = targetOf(head);
  if (!target)
    return fault('not_executable', 'What the settings name as the Qdrant program is not a program.');
  if (runsHere(target)) return null;
  const here = `${SYSTEMS[process.platform] ?? process.platform} on ${process.arch}`;
  const made = target.arch ? `${target.system} on ${target.arch}` : target.system;
  return fault('not_executable', `The Qdrant program was made for ${made}, and this is ${here}.`);
}

function targetOf(head: Buffer): Target | null {
  if (head.length < 64) return null;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return { system: 'Linux', arch: ELF[head.readUInt16LE(18)] ?? null };
  if (magic === 0xcffaedfe) return { system: 'macOS', arch: MACH_O[head.readUInt32LE(4)] ?? null };
  if (magic === 0xcafebabe) return { system: 'macOS', arch: null };
  if (head.toString('latin1', 0, 2) !== 'MZ') return null;
  const offset = head.readUInt32LE(60);
  return {
    system: 'Windows',
    arch: offset + 6 > head.length ? null : (PE[head.readUInt16LE(offset + 4)] ?? null),
  };
}

function runsHere(target: Target): boolean {
  if (target.system !== SYSTEMS[process.platform]) return false;
  if (target.arch === null || target.arch === process.arch) return true;
  // Windows and macOS on ARM run programs for x64; every x64 kernel may run 32-bit ones.
  if (target.system === 'Linux') return process.arch === 'x64' && target.arch === 'ia32';
  return target.arch !== 'arm64';
}

async function readHead(path: string): Promise<Buffer | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const fault = (reason: BinaryFault['reason'], detail: string): BinaryFault => ({
  kind: 'binary',
  reason,
  detail,
});
