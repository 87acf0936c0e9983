import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Import, importsOf } from './imports.ts';
import { LIBRARIES, RULES, type Rule } from './wall-rules.ts';

/**
 * Who may import whom, checked: `node scripts/walls.ts` reads every source file and prints what breaks a
 * rule of wall-rules.ts. Biome's noRestrictedImports can't say this: it matches what an import is written
 * like instead of the file it leads to, does not tell types from values, and of two overrides for one file
 * only the last counts.
 */
export function breaches(path: string, source: string): string[] {
  // Tests put real parts together.
  if (/\.test\.tsx?$/.test(path)) return [];
  const wall = wallOf(path);
  if (!wall) return [`${path}:1: no rule in scripts/wall-rules.ts says what this file may import`];
  return importsOf(path, source).flatMap((found) => {
    const problem = found.library ? libraryProblem(path, found) : fileProblem(wall, found);
    return problem ? [`${path}:${found.line}: ${problem}`] : [];
  });
}

/** The rule for a file, with its own folder spelled out. */
function wallOf(path: string): Rule | null {
  for (const rule of RULES) {
    const own = new RegExp(`^${rule.of.replaceAll('*', '[^/]+')}`).exec(path)?.[0];
    if (own) return { ...rule, of: own };
  }
  return null;
}

function libraryProblem(path: string, { target }: Import): string | null {
  if (target.startsWith('node:')) {
    return path.startsWith('src/main/') ? null : `${target} is not there in every runtime this file is for`;
  }
  const owners = LIBRARIES[target];
  if (!owners) return `${target} has no importer: name one in scripts/wall-rules.ts`;
  if (owners.some((owner) => path.startsWith(owner))) return null;
  return `${target} is imported by ${owners.join(', ')} only`;
}

function fileProblem({ of, uses, types = [], why }: Rule, { target, typeOnly }: Import): string | null {
  const allowed = [of, ...uses, ...(typeOnly ? types : [])];
  if (allowed.some((prefix) => target.startsWith(prefix))) return null;
  const what = typeOnly ? `types of ${target}` : target;
  return `${of} may not import ${what}: ${why}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = globSync('src/**/*.{ts,tsx}')
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .flatMap((path) => breaches(path, readFileSync(path, 'utf8')));
  for (const line of found) console.error(line);
  if (found.length === 0) console.log('Every import keeps to its wall.');
  process.exitCode = found.length === 0 ? 0 : 1;
}
