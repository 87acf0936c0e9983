/**
 * Folders of paths from any machine: those that begin with a slash have slashes between their parts,
 * others may have either sign.
 */
const signsOf = (path: string): RegExp => (path.startsWith('/') ? /\//g : /[/\\]/g);

/** Every folder above the paths, each once, without a sign at the end: a folder filter is one equality. */
export function foldersAbove(paths: string[]): string[] {
  const all = paths.flatMap((path) =>
    [...path.matchAll(signsOf(path))].map(({ index }) => path.slice(0, index)),
  );
  return [...new Set(all)];
}

/** The folders that the paths lie in directly, as they are shown. */
export function foldersOf(paths: string[]): string[] {
  return [...new Set(paths.map(folderOf))];
}

function folderOf(path: string): string {
  const end = [...path.matchAll(signsOf(path))].at(-1)?.index ?? -1;
  if (end < 0) return '.';
  const folder = path.slice(0, end);
  // The root keeps its sign.
  return /^(?:[A-Za-z]:)?$/.test(folder) ? path.slice(0, end + 1) : folder;
}

/** A folder as a filter compares it. */
export const bareFolder = (folder: string): string => folder.replace(/[/\\]+$/, '');
