import { writeFileSync } from 'node:fs';

/**
 * Vitest reporter that writes what the run's last line needs. Vitest's own JSON report leaves out why a
 * test was skipped.
 * @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} Counts
 */
export default class CountingReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: 0, skipped: [] };
    for (const module of modules) count(module, counts);
    writeFileSync(process.env['CVI_TEST_COUNTS'] ?? '', JSON.stringify(counts));
  }
}

/** @param {import('vitest/node').TestModule} module @param {Counts} counts */
function count(module, counts) {
  let failed = 0;
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === 'passed') counts.passed += 1;
    else if (result.state === 'failed') failed += 1;
    else
      counts.skipped.push({
        name: test.fullName,
        reason: ('note' in result && result.note) || 'no reason given',
      });
  }
  // A file that fails as a whole (it does not load, its process died) is one failure.
  counts.failed += failed === 0 && !module.ok() ? 1 : failed;
}
