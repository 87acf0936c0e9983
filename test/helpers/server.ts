import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../out/main/server.js', import.meta.url));

export interface RunningServer {
  /** The address with its one-time token. */
  url: string;
  /** Asks it to stop; resolves with the exit code and how long that took. */
  stop(): Promise<{ code: number | null; tookMs: number }>;
  /** As when the power goes. */
  kill(): Promise<void>;
}

/** The Node entry as a process of its own, as it was built. */
export async function startServer(dataDir: string, ...options: string[]): Promise<RunningServer> {
  const child = spawn(process.execPath, [SERVER, '--data', dataDir, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[code: number | null]>;
  let output = '';
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const [address] = /http:\S+/.exec(output) ?? [];
      if (address) resolve(address);
    });
    void ended.then(([code]) => reject(new Error(`The server ended with ${code}: ${complaints}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    const startedAt = performance.now();
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [code] = await ended;
    return { code, tookMs: performance.now() - startedAt };
  };
  return {
    url,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}
