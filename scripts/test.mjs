import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

/**
 * `npm test`: all that a change must pass, or only the phases named as arguments. Every phase runs,
 * whatever failed before it; the last line reads `N passed, N failed, N skipped`. A phase that fails
 * without a failed test counts as one failure.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const tool = (/** @type {string[]} */ ...path) => join('node_modules', ...path);
const projects = readdirSync(root).filter(
  (name) => /^tsconfig\..+\.json$/.test(name) && name !== 'tsconfig.base.json',
);

/** The checks, as arguments to Node. */
const CHECKS = {
  typecheck: [tool('typescript', 'bin', 'tsc'), '--build', ...projects],
  lint: [tool('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings', '.'],
  imports: [join('scripts', 'walls.ts')],
  notices: [join('scripts', 'notices.ts'), '--check'],
};
const SUITES = ['unit', 'integration', 'e2e'];

/** @typedef {import('./counting-reporter.mjs').Counts} Counts */

/** @param {string} node @param {string[]} args @param {NodeJS.ProcessEnv} [extra] */
function succeeds(node, args, extra = {}) {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = { ...process.env, PATH: path, ...extra };
  return spawnSync(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0;
}

/** @param {string} node @param {string} suite @param {string} folder @returns {Counts} */
function runSuite(node, suite, folder) {
  const report = join(folder, `${suite}.json`);
  const args = [
    'run',
    '--project',
    suite,
    '--reporter=default',
    '--reporter=./scripts/counting-reporter.mjs',
  ];
  const ok = succeeds(node, [tool('vitest', 'vitest.mjs'), ...args], { CVI_TEST_COUNTS: report });
  /** @type {Counts} */
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : noTests();
  if (!ok && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** @returns {Counts} */
const noTests = () => ({ passed: 0, failed: 0, skipped: [] });

/** @param {string} node @param {string} name @param {string} folder @returns {Counts} */
function runPhase(node, name, folder) {
  console.log(`\n== ${name}`);
  if (SUITES.includes(name)) return runSuite(node, name, folder);
  const args = Object.entries(CHECKS).find(([check]) => check === name)?.[1];
  if (!args) throw new Error(`There is no phase ${name}: ${[...Object.keys(CHECKS), ...SUITES].join(', ')}.`);
  return { ...noTests(), failed: succeeds(node, args) ? 0 : 1 };
}

/** @param {Counts[]} results */
function summary(results) {
  const skipped = results.flatMap((result) => result.skipped);
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  const names = skipped.map(({ name, reason }) => `  ${name}: ${reason}`);
  if (names.length > 0) console.log(['\nSkipped:', ...names].join('\n'));
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${skipped.length} skipped`);
  return sum('failed') === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'cvi-test-'));
try {
  const asked = process.argv.slice(2);
  const node = await prepare({ root, say: (line) => console.log(line) });
  const phases = asked.length > 0 ? asked : [...Object.keys(CHECKS), ...SUITES];
  process.exitCode = summary(phases.map((phase) => runPhase(node, phase, folder))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
