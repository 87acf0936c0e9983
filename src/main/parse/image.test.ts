import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseImage } from './image.ts';

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

function png(width: number): Buffer {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const pixels = deflateSync(Buffer.alloc(width + 1));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const JPEG = Buffer.from(
  // Start, a comment, a frame of 8 x 8, a scan with some data, end, and what a camera added.
  `ffd8 fffe 0004 6869 ffc0 000b 08 0008 0008 01 01 11 00 ffda 0008 01 01 00 00 3f 00 12 34 56 ffd9 00`.replaceAll(
    ' ',
    '',
  ),
  'hex',
);

const WHOLE = {
  PNG: png(2),
  JPEG,
  GIF: Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(20)]),
  BMP: Buffer.concat([Buffer.from('BM'), Buffer.from([80, 0, 0, 0]), Buffer.alloc(74)]),
  TIFF: Buffer.concat([Buffer.from('II*\0'), Buffer.from([8, 0, 0, 0, 1, 0]), Buffer.alloc(16)]),
  WebP: Buffer.concat([
    Buffer.from('RIFF'),
    Buffer.from([16, 0, 0, 0]),
    Buffer.from('WEBP'),
    Buffer.alloc(12),
  ]),
};

describe('pictures', () => {
  it.each(Object.entries(WHOLE))('keeps a whole %s for OCR', (_, bytes) => {
    expect(parseImage(bytes)).toEqual({ kind: 'needsOcr', format: 'image', pageCount: 1, modifiedAt: null });
  });

  it.each(Object.entries(WHOLE))('finds a %s that was cut off', (_, bytes) => {
    expect(parseImage(bytes.subarray(0, 12))).toMatchObject({ kind: 'unreadable', reason: 'corrupt' });
  });

  it('finds a PNG and a JPEG that end in the middle of their pixels', () => {
    expect(parseImage(WHOLE.PNG.subarray(0, 50))).toMatchObject({ reason: 'corrupt' });
    expect(parseImage(JPEG.subarray(0, -4))).toMatchObject({ reason: 'corrupt' });
  });

  it('finds a PNG without any pixels', () => {
    expect(parseImage(png(0))).toMatchObject({ reason: 'corrupt' });
  });
});
