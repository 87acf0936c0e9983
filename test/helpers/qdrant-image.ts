import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import type { Docker } from '../../src/main/cluster/docker/docker-api.ts';
import { ensureImage } from './docker.ts';

/** The Qdrant executable that tests run, QDRANT_BIN, or why they are skipped. */
export function findQdrant(): { path: string | null; missing: string | null } {
  const path = process.env['QDRANT_BIN'];
  if (!path) return { path: null, missing: 'Qdrant is missing; set QDRANT_BIN' };
  if (!existsSync(path)) throw new Error('There is no file where QDRANT_BIN points.');
  return { path, missing: null };
}

/**
 * An image laid out like the official one, made from the executable once a daemon and executable.
 * `edition` makes images of other content from the same executable, for upgrades.
 */
export function ensureQdrantImage(docker: Docker, binary: string, edition = 'a'): Promise<string> {
  const { size, mtimeMs } = statSync(binary);
  const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().split(' ').at(-1);
  const key = createHash('sha256').update(`${size}-${mtimeMs}`).digest('hex').slice(0, 8);
  return ensureImage(docker, {
    tag: `cvi-test/qdrant:${version}-${key}-${edition}`,
    programs: { '/qdrant/qdrant': binary, '/bin/bash': '/bin/bash' },
    files: { '/etc/ssl/certs/ca-certificates.crt': '/etc/ssl/certs/ca-certificates.crt' },
    texts: { '/qdrant/entrypoint.sh': '#!/bin/bash\nexec ./qdrant "$@"\n' },
    changes: [
      'WORKDIR /qdrant',
      'ENV TZ=Etc/UTC RUN_MODE=production',
      'EXPOSE 6333 6334',
      `LABEL edition=${edition}`,
      'CMD ["./entrypoint.sh"]',
    ],
  });
}
