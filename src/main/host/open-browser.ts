import { spawn } from 'node:child_process';

/** Asks the system to open an address; without a browser nothing happens, as the address is printed too. */
export function openBrowser(url: string): void {
  const [program, ...args] = opener(url);
  if (!program) return;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function opener(url: string): string[] {
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
