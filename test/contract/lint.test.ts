import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { breaches } from '../../scripts/walls.ts';

const REPORT = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

/** Sources that break one rule each. */
const OFFENDING: [what: string, path: string, source: string, rule: string][] = [
  ['any', 'src/main/offending-1.ts', 'export const x: any = 1;\n', 'noExplicitAny'],
  [
    'a non-null assertion',
    'src/main/offending-2.ts',
    'export const f = (x: string[]) => x[0]!;\n',
    'noNonNullAssertion',
  ],
  ['an enum', 'src/main/offending-3.ts', 'export enum A {\n  B,\n}\n', 'noEnum'],
  ['a default export', 'src/main/offending-4.ts', 'export default 1;\n', 'noDefaultExport'],
  [
    'a barrel',
    'src/main/offending-5.ts',
    "export { a } from './a.ts';\nexport { b } from './b.ts';\n",
    'noBarrelFile',
  ],
  ['the console outside the command line', 'src/main/ingest/prints.ts', 'console.log(1);\n', 'noConsole'],
  [
    'five parameters',
    'src/main/offending-6.ts',
    'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => a + b + c + d + e;\n',
    'useMaxParams',
  ],
  [
    '251 lines',
    'src/main/offending-7.ts',
    `export const a = [\n${'  1,\n'.repeat(250)}];\n`,
    'noExcessiveLinesPerFile',
  ],
  ['a file name in camelCase', 'src/main/camelCase.ts', 'export const a = 1;\n', 'useFilenamingConvention'],
  [
    'types imported as values',
    'src/main/offending-8.ts',
    "import { A } from './a.ts';\nexport const a = (x: A) => x;\n",
    'useImportType',
  ],
  ['a deep tangle of conditions', 'src/main/offending-9.ts', tangle(7), 'noExcessiveCognitiveComplexity'],
];

const FINE: [path: string, source: string][] = [
  ['src/main/fine-file.ts', 'export const a = 1;\n'],
  ['src/renderer/src/FineView.tsx', 'export const a = 1;\n'],
  ['scripts/fine-file.ts', 'console.log(1);\n'],
];

/** The rules that Biome, with this project's configuration, finds broken in files of a folder of their own. */
async function biome(files: [path: string, source: string][]): Promise<Map<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'cvi-lint-'));
  try {
    await cp('biome.json', join(folder, 'biome.json'));
    for (const [path, source] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    const program = resolve('node_modules/@biomejs/biome/bin/biome');
    const args = [program, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=1000'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = REPORT.parse(JSON.parse(stdout));
    return new Map(
      files.map(([path]) => [
        path,
        diagnostics.filter((at) => at.location.path === path).map((at) => at.category),
      ]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('Biome refuses', () => {
  let found = new Map<string, string[]>();
  beforeAll(async () => {
    found = await biome([...OFFENDING.map(([, path, source]): [string, string] => [path, source]), ...FINE]);
  });

  test.each(OFFENDING)('%s', (_what, path, _source, rule) => {
    expect(found.get(path)?.map((category) => category.split('/').pop())).toContain(rule);
  });

  test.each(FINE)('nothing in %s', (path) => {
    expect(found.get(path)).toEqual([]);
  });
});

function tangle(depth: number): string {
  const open = Array.from({ length: depth }, () => 'if (n > 1) {').join('\n');
  return `export function f(n: number): number {\n${open}\nreturn 1;\n${'}'.repeat(depth)}\nreturn 2;\n}\n`;
}

const value = (of: string) => `import { x } from '${of}';\nexport const y = x;\n`;
const types = (of: string) => `import type { X } from '${of}';\nexport const y = (x: X) => x;\n`;

describe('The walls let no', () => {
  test.each([
    ['library into shared but zod', 'src/shared/a.ts', value('ws')],
    ['Node module into shared', 'src/shared/a.ts', value('node:fs')],
    ['main into shared', 'src/shared/a.ts', types('../main/log.ts')],
    ['value of shared into the preload', 'src/preload/index.ts', value('../shared/contract.ts')],
    ['main into the renderer', 'src/renderer/src/App.tsx', types('../../main/app.ts')],
    [
      'feature of the screens into another',
      'src/renderer/src/features/intake/store.ts',
      value('../search/store.ts'),
    ],
    ['data access into a component', 'src/renderer/src/components/Button.tsx', value('../rpc.ts')],
    ['feature of main into another', 'src/main/search/a.ts', value('../ingest/scan.ts')],
    ['service into a feature at run time', 'src/main/search/a.ts', value('../store/documents.ts')],
    [
      'service into a feature by import()',
      'src/main/search/a.ts',
      "export const y = import('../store/documents.ts');\n",
    ],
    [
      'service through a feature by re-export',
      'src/main/search/a.ts',
      "export { x } from '../store/documents.ts';\n",
    ],
    ['host into a feature', 'src/main/search/a.ts', types('../host/electron.ts')],
    ['store into a worker', 'src/main/workers/parse.worker.ts', value('../store/database.ts')],
    ['engine into a worker', 'src/main/workers/parse.worker.ts', types('../engine/engine.ts')],
    ['store into a parser', 'src/main/parse/pdf.ts', types('../store/database.ts')],
    ['feature into the store', 'src/main/store/documents.ts', types('../search/search.ts')],
    ['service into the command line', 'src/main/cli/searching.ts', value('../store/documents.ts')],
    ['file in without a rule', 'src/elsewhere/a.ts', 'export const y = 1;\n'],
    ['library in that nobody owns', 'src/main/search/a.ts', value('left-pad')],
  ])('%s', (_what, path, source) => {
    expect(breaches(path, source)).toHaveLength(1);
  });

  test.each([
    ['better-sqlite3', 'src/main/search/search.ts'],
    ['pdfjs-dist/legacy/build/pdf.mjs', 'src/main/parse/docx.ts'],
    ['htmlparser2', 'src/main/parse/odt.ts'],
    ['onnxruntime-node', 'src/main/embed/tokenizer.ts'],
    ['@huggingface/tokenizers', 'src/main/embed/session.ts'],
    ['ws', 'src/main/host/electron.ts'],
    ['electron', 'src/main/host/node.ts'],
    ['electron', 'src/main/app.ts'],
    ['react', 'src/main/app.ts'],
  ])('%s past its one importer, into %s', (library, path) => {
    expect(breaches(path, value(library))).toHaveLength(1);
    expect(breaches(path, `export const y = import('${library}');\n`)).toHaveLength(1);
  });

  test.each([
    ['src/main/store/database.ts', value('better-sqlite3')],
    ['src/main/index.ts', value('electron')],
    ['src/preload/index.ts', types('../shared/rpc/frames.ts')],
    ['src/main/search/search.ts', types('../engine/engine.ts')],
    ['src/main/search/search.ts', value('../../shared/errors.ts')],
    ['src/renderer/src/features/intake/IntakeView.tsx', value('../../components/Button.tsx')],
    ['src/main/app.ts', value('./store/database.ts')],
    ['src/main/search/search.test.ts', value('../store/database.ts')],
  ])('breach in %s where there is none', (path, source) => {
    expect(breaches(path, source)).toEqual([]);
  });
});
