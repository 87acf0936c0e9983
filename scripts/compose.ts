import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeText } from '../src/main/cluster/containers/compose.ts';
import { DEFAULT_CONTAINER_SETTINGS } from '../src/main/cluster/containers/spec.ts';

/**
 * Writes docker/compose.single.yml and docker/compose.cluster.yml from the specification that the
 * application itself runs; with --check it fails if a committed file says something else.
 */
const check = process.argv.includes('--check');

for (const kind of ['single', 'cluster'] as const) {
  const path = fileURLToPath(new URL(`../docker/compose.${kind}.yml`, import.meta.url));
  const text = composeText({ ...DEFAULT_CONTAINER_SETTINGS, kind });
  if (!check) {
    writeFileSync(path, text);
    console.log(`docker/compose.${kind}.yml was written.`);
  } else if (readFileSync(path, 'utf8').replaceAll('\r\n', '\n') !== text) {
    console.error(
      `docker/compose.${kind}.yml is not what scripts/compose.ts makes: run it and commit the file.`,
    );
    process.exitCode = 1;
  }
}
if (check && process.exitCode !== 1) console.log('The compose files are up to date.');
