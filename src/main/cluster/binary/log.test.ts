import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../../../../test/helpers/qdrant.ts';
import { binaryFiles } from './files.ts';
import { emptyGrownLog, explainEnd, lastLines, readLog, rotateLog } from './log.ts';

describe('why a server ended', () => {
  it.each([
    [
      'an error',
      ['Error: invalid type', 'Stack backtrace:', '   0: main', '             at ./csu/libc.h:58'],
      'invalid type',
    ],
    [
      'an error with its cause',
      [
        '2026-01-01T10:00:00.1Z  INFO qdrant: up',
        'Error: transport error',
        'Caused by:',
        '    Address already in use',
      ],
      'transport error: Address already in use',
    ],
    [
      'a line of the log',
      ['2026-01-01T10:00:00.1Z ERROR qdrant: Error while starting REST server: taken', '   8: _start'],
      'qdrant: Error while starting REST server: taken',
    ],
    [
      'a panic',
      ["thread 'main' panicked at src/main.rs:1:2:", 'no space left', 'note: run with `RUST_BACKTRACE=1`'],
      'no space left',
    ],
    ['its last line', ['usage: tool', 'unknown option'], 'unknown option'],
    ['nothing', [], ''],
  ])('is %s', (_, lines, why) => {
    expect(explainEnd(lines)).toBe(why);
  });
});

describe('the log of a server', () => {
  it('is read from its end, with the time of each line', async () => {
    using folder = scratchFolder();
    const files = binaryFiles(folder.path);
    writeFileSync(files.oldLog, '2026-01-01T10:00:00Z INFO old\n');
    writeFileSync(files.log, '2026-01-01T11:00:00Z INFO one\n  more of one\n2026-01-01T12:00:00Z INFO two\n');
    const eleven = Date.parse('2026-01-01T11:00:00Z');
    const lines = await readLog(files, { node: 'qdrant', since: eleven, lines: 10 });
    expect(lines.map((line) => line.text)).toEqual([
      '2026-01-01T11:00:00Z INFO one',
      '  more of one',
      '2026-01-01T12:00:00Z INFO two',
    ]);
    expect(lines[1]?.at).toBe(eleven);
    expect(await readLog(files, { node: 'qdrant', since: 0, lines: 1 })).toHaveLength(1);
    expect(await lastLines(files.log, { from: 30, lines: 1 })).toEqual(['2026-01-01T12:00:00Z INFO two']);
    expect(await lastLines(files.config, { lines: 5 })).toEqual([]);
  });

  it('becomes the old one at a start when it has grown, and is emptied before it fills the disk', () => {
    using folder = scratchFolder();
    const files = binaryFiles(folder.path);
    writeFileSync(files.log, 'small\n');
    rotateLog(files);
    emptyGrownLog(files);
    expect(readFileSync(files.log, 'utf8')).toBe('small\n');
    appendFileSync(files.log, Buffer.alloc(5 << 20, 'x'));
    rotateLog(files);
    expect(statSync(files.log, { throwIfNoEntry: false })).toBeUndefined();
    expect(statSync(files.oldLog).size).toBeGreaterThan(5 << 20);
    writeFileSync(files.log, Buffer.alloc(17 << 20, 'y'));
    emptyGrownLog(files);
    expect([statSync(files.log).size, statSync(files.oldLog).size]).toEqual([0, 17 << 20]);
  });
});
