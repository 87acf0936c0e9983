import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hasPicture, unpacksTooFar } from './pdf-guard.ts';

function fileWith(dictionary: string, data: Buffer): Uint8Array<ArrayBuffer> {
  const start = Buffer.from(`%PDF-1.4\n1 0 obj\n<< ${dictionary} /Length ${data.length} >>\nstream\n`);
  return new Uint8Array(Buffer.concat([start, data, Buffer.from('\nendstream\nendobj\n')]));
}

describe('the guard against PDFs that unpack without end', () => {
  const bomb = deflateSync(Buffer.alloc(60 * 1024 * 1024));

  it('tells a stream that unpacks to more than 50 MB from a large one', () => {
    expect(unpacksTooFar(fileWith('/Filter /FlateDecode', bomb))).toBe(true);
    expect(unpacksTooFar(fileWith('/Filter /FlateDecode', deflateSync(Buffer.alloc(40 * 1024 * 1024))))).toBe(
      false,
    );
  });

  it('does not unpack pictures, which are not needed for text', () => {
    const picture = fileWith('/Subtype /Image /Filter /FlateDecode', bomb);
    expect(unpacksTooFar(picture)).toBe(false);
    expect(hasPicture(picture)).toBe(true);
  });

  it('leaves streams that are damaged or packed otherwise to the reader', () => {
    expect(unpacksTooFar(fileWith('', Buffer.alloc(20_000, 'no deflate')))).toBe(false);
    expect(unpacksTooFar(fileWith('', deflateSync(Buffer.alloc(20_000, 'cut')).subarray(0, 30)))).toBe(false);
  });
});
