import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt, Status } from '../../src/shared/model.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { cliJson, startCli } from '../helpers/cli.ts';

const KILLS = 20;
const PEOPLE = 220;
const COPIES = 10;
const BROKEN = 5;

describe('an intake that is killed at random moments', () => {
  const data = temporaryFolder();
  const source = temporaryFolder();

  beforeAll(async () => {
    for (let index = 0; index < PEOPLE; index += 1) write(`person-${index}.txt`, index);
    for (let index = 0; index < COPIES; index += 1) write(`copy-${index}.txt`, index);
    for (let index = 0; index < BROKEN; index += 1) {
      writeFileSync(join(source.path, `broken-${index}.pdf`), `%PDF-1.7 broken ${index}`);
    }
    // The model that loads fastest, so that kills meet the second pass too.
    await cliJson(data.path, 'config', 'set', 'model', 'all-MiniLM-L6-v2');
  });
  afterAll(() => {
    data.remove();
    source.remove();
  });

  function write(name: string, index: number): void {
    const lines = Array.from(
      { length: 30 },
      (_, line) => `20${10 + (line % 15)} task ${index * line} on ward ${line}`,
    );
    writeFileSync(join(source.path, name), `Person Number${index}\nNurse ${index}\n\n${lines.join('\n')}\n`);
  }

  it('loses nothing, does nothing twice, and its receipt adds up', { timeout: 300_000 }, async () => {
    let longest = 1500;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, ended } = startCli(data.path, ['ingest', source.path, '--json']);
      // Random moments are the point here: nothing is waited for.
      const moment = delay(200 + Math.random() * longest, 'kill');
      if ((await Promise.race([moment, ended])) === 'kill') child.kill('SIGKILL');
      // The run was whole before the kill: the next kills come earlier.
      else longest /= 2;
      await ended;
    }

    const receipt = await cliJson<Receipt>(data.path, 'ingest', source.path);
    const { indexed, duplicate, unchanged, needsOcr, failed, skipped } = receipt;
    expect(indexed + duplicate + unchanged + needsOcr + failed + skipped).toBe(receipt.found);
    expect(receipt.found).toBe(PEOPLE + COPIES + BROKEN);

    const status = await cliJson<Status & { embedded: number }>(data.path, 'status');
    expect(status).toMatchObject({ documents: PEOPLE, pending: 0, processing: 0, failed: BROKEN });
    expect(status.embedded).toBe(status.chunks);
    const { total } = await cliJson<{ total: number }>(data.path, 'search', '--filter', 'format=txt');
    expect(total).toBe(PEOPLE);
  });
});
