/**
 * Where a thread's or process's own entry file lies: beside the built hosts in out/main,
 * or as TypeScript in src/main/workers when Node runs the sources directly (tests, bench).
 */
export type EntryName = 'parse.worker' | 'codes.worker' | 'embed.process';

export function entryUrl(name: EntryName, from: string = import.meta.url): URL {
  if (from.endsWith('.ts')) return new URL(`./workers/${name}.ts`, from);
  return new URL(from.includes('/chunks/') ? `../${name}.js` : `./${name}.js`, from);
}
