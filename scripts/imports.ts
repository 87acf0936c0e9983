import { posix } from 'node:path';
import { parseSync } from 'vite';

/** One import of a file. */
export interface Import {
  /** The project's file, relative to the root, or the name of a library or of a `node:` module. */
  target: string;
  library: boolean;
  /** Only types: gone at run time. */
  typeOnly: boolean;
  /** 1-based. */
  line: number;
}

/** All that a file imports: statically, by re-export or by `import('...')`. */
export function importsOf(path: string, source: string): Import[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} can't be parsed.`);
  const found = [
    ...module.staticImports.map(({ start, moduleRequest, entries }) => ({
      start,
      request: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports.flatMap(({ start, entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ start, request: moduleRequest.value, typeOnly: isType }] : [],
      ),
    ),
    ...module.dynamicImports.flatMap(({ start, moduleRequest }) => {
      const request = /^(['"])(.*)\1$/.exec(source.slice(moduleRequest.start, moduleRequest.end))?.[2];
      return request ? [{ start, request, typeOnly: false }] : [];
    }),
  ];
  return found.map(({ start, request, typeOnly }) => ({
    ...resolve(path, request),
    typeOnly,
    line: source.slice(0, start).split('\n').length,
  }));
}

function resolve(from: string, request: string): { target: string; library: boolean } {
  if (request.startsWith('.')) {
    return { target: posix.join(posix.dirname(from), request.replace(/\?.*$/, '')), library: false };
  }
  if (request.startsWith('node:')) return { target: request, library: true };
  // @scope/name/file -> @scope/name, name/file -> name
  return { target: request.split('/', request.startsWith('@') ? 2 : 1).join('/'), library: true };
}
