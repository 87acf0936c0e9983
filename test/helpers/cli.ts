import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { memoryEnv } from '../../scripts/memory-env.mjs';

const CLI = fileURLToPath(new URL('../../src/main/cli.ts', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line as a process of its own, run from the sources. */
export function startCli(dataDir: string, words: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [CLI, ...words, '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: memoryEnv(process.env),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

export async function cli(dataDir: string, ...words: string[]): Promise<Ended> {
  return startCli(dataDir, words).ended;
}

/** The one JSON value that a command prints. */
export async function cliJson<T>(dataDir: string, ...words: string[]): Promise<T> {
  const { stdout, stderr, code } = await cli(dataDir, ...words, '--json');
  if (code !== 0) throw new Error(`cvi ${words[0]} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
