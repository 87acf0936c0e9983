import { describe, expect, it } from 'vitest';
import { causeInLog, tellingLine } from './log.ts';

describe('the end of a log', () => {
  it('says why in the last line that is an error, as Qdrant 1.18.3 writes it', () => {
    const lines = [
      '2026-11-24T15:22:21.751815Z ERROR qdrant: Error while starting REST server: Address already in use (os error 98)',
      'Error: Address already in use (os error 98)2026-11-24T15:22:21.756548Z  INFO qdrant::tonic: Qdrant gRPC listening on 36481',
      '2026-11-24T15:22:21.756708Z  INFO qdrant::tonic: TLS disabled for gRPC API',
      '',
      'Stack backtrace:',
      '   0: anyhow::error::<impl core::convert::From<E> for anyhow::Error>::from',
      '             at ./csu/../csu/libc-start.c:360:3',
      '   8: _start',
    ];
    expect(tellingLine(lines)).toBe('Address already in use (os error 98)');
    expect(tellingLine(lines.slice(0, 1))).toBe(
      'Error while starting REST server: Address already in use (os error 98)',
    );
    expect(causeInLog(lines)).toBeNull();
  });

  it('is its last line where there is no error, without colours and shortened', () => {
    expect(tellingLine(['one', '\u001b[31mtwo\u001b[0m.', '', 'Stack backtrace:'])).toBe('two');
    expect(tellingLine(['x'.repeat(500)])).toHaveLength(200);
    expect(tellingLine([])).toBeNull();
  });

  it('tells a full disk and a folder that can not be written to', () => {
    expect(causeInLog(['Error: write failed: No space left on device (os error 28)'])).toBe('disk_full');
    expect(
      causeInLog(['Error: failed to create directory `./storage`: Permission denied (os error 13)']),
    ).toBe('not_writable');
    expect(causeInLog(['Error: Read-only file system (os error 30)'])).toBe('not_writable');
  });
});
