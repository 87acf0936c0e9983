import { describe, expect, test } from 'vitest';
import type { Chunking } from '../workers/protocol.ts';
import { chunkDocument, headOf, joinPages, type PagedText } from './chunk.ts';
import { estimateTokens } from './token-estimate.ts';

const LINES: Chunking = { unit: 'lines', maxTokens: 60 };
const CHARACTERS: Chunking = { unit: 'characters', size: 200, overlap: 40 };

/** Pages of invented text, the same for the same seed: words, long lines, empty lines, wide scripts. */
function randomPages(seed: number): string[] {
  let state = seed * 2654435761 + 1;
  const next = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
  const words = [
    'nurse',
    'in',
    'Łódź',
    'WELDING',
    '2014',
    '–',
    '経理担当月次決算',
    'responsibilities.',
    '\u{1f600}',
    'a',
    'x'.repeat(90),
  ];
  const line = () =>
    Array.from({ length: next(8) === 0 ? 120 : next(14) }, () => words[next(words.length)]).join(' ');
  return Array.from({ length: 1 + next(4) }, () => Array.from({ length: next(30) }, line).join('\n'));
}

const covered = (document: PagedText, chunking: Chunking) => {
  const seen = new Uint8Array(document.text.length);
  for (const { start, end } of chunkDocument(document, chunking)) seen.fill(1, start, end);
  return seen;
};

describe.each([
  ['whole lines', LINES],
  ['characters', CHARACTERS],
] as const)('chunks of %s', (_name, chunking) => {
  const documents = Array.from({ length: 60 }, (_, seed) => joinPages(randomPages(seed)));

  test('cover everything that is not white space', () => {
    for (const document of documents) {
      const seen = covered(document, chunking);
      for (let at = 0; at < document.text.length; at += 1) {
        if (seen[at] === 0) expect(document.text.charAt(at)).toMatch(/\s/);
      }
    }
  });

  test('are in order, start and end with a word, and stay on their page', () => {
    for (const document of documents) {
      let before = -1;
      for (const { page, start, end } of chunkDocument(document, chunking)) {
        const passage = document.text.slice(start, end);
        expect(passage).toBe(passage.trim());
        expect(passage).not.toBe('');
        expect(passage).not.toContain('\f');
        expect(start).toBeGreaterThan(before);
        expect(start).toBeGreaterThanOrEqual(document.pageStarts[page - 1] ?? Number.NaN);
        expect(end).toBeLessThanOrEqual((document.pageStarts[page] ?? document.text.length + 1) - 1);
        before = start;
      }
    }
  });

  test('never cut a character in two', () => {
    const document = joinPages(['\u{1f600}'.repeat(900)]);
    for (const { start, end } of chunkDocument(document, chunking)) {
      expect(document.text.slice(start, end).isWellFormed()).toBe(true);
    }
    expect(covered(document, chunking).every((seen) => seen === 1)).toBe(true);
  });
});

describe('chunks of whole lines', () => {
  test('stay within the limit, but for a scrap added to the last', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const document = joinPages(randomPages(seed));
      for (const { start, end } of chunkDocument(document, LINES)) {
        expect(estimateTokens(document.text.slice(start, end))).toBeLessThanOrEqual(60 * 1.125 + 1);
      }
    }
  });

  test('do not overlap and end where lines end', () => {
    const document = joinPages([
      Array.from({ length: 40 }, (_, index) => `Line number ${index} of the page`).join('\n'),
    ]);
    const chunks = chunkDocument(document, LINES);
    expect(chunks.length).toBeGreaterThan(3);
    for (const [index, { end }] of chunks.entries()) {
      expect(['\n', '']).toContain(document.text.charAt(end));
      expect(end).toBeLessThan(chunks[index + 1]?.start ?? Number.POSITIVE_INFINITY);
    }
  });

  test('cut a line that is too long where a sentence ends', () => {
    const sentence = 'She led a ward of twelve nurses through two winters.';
    const document = joinPages([Array.from({ length: 12 }, () => sentence).join(' ')]);
    for (const { start, end } of chunkDocument(document, LINES)) {
      expect(document.text.slice(start, end)).toMatch(/^She.*winters\.$/);
    }
  });
});

describe('chunks of characters', () => {
  test('have the size and the overlap asked for, to the nearest word', () => {
    const document = joinPages(['word '.repeat(300).trim()]);
    const chunks = chunkDocument(document, CHARACTERS);
    for (const [index, { start, end }] of chunks.entries()) {
      expect(end - start).toBeLessThanOrEqual(200);
      const following = chunks[index + 1];
      if (following) {
        expect(end - following.start).toBeGreaterThan(30);
        expect(end - following.start).toBeLessThanOrEqual(40);
      }
    }
  });

  test('an overlap as large as the size still comes to an end', () => {
    const chunks = chunkDocument(joinPages(['word '.repeat(50)]), {
      unit: 'characters',
      size: 20,
      overlap: 20,
    });
    expect(chunks.at(-1)?.end).toBe(249);
  });
});

describe('the head', () => {
  const headText = (pages: string[]) => {
    const document = joinPages(pages);
    const { page, start, end } = headOf(document);
    return { page, text: document.text.slice(start, end) };
  };

  test('is the first lines up to 200 characters, after what is blank', () => {
    const lines = [
      'Matilda Quist',
      'Welder',
      ...Array.from({ length: 20 }, (_, index) => `Some further line ${index}`),
    ];
    const { text } = headText([`\n \n${lines.join('\n')}`]);
    expect(text.startsWith('Matilda Quist\nWelder\n')).toBe(true);
    expect(text.length).toBeLessThanOrEqual(200);
    expect(lines).toContain(text.split('\n').at(-1));
  });

  test('of a text without lines ends at a word', () => {
    const { text } = headText(['welding '.repeat(100)]);
    expect(text).toMatch(/^(welding )+welding$/);
    expect(text.length).toBeGreaterThan(180);
  });

  test('is taken from the first page that has text', () => {
    expect(headText(['', 'Matilda Quist'])).toEqual({ page: 2, text: 'Matilda Quist' });
  });
});

test('an empty document has no chunks and an empty head', () => {
  const document = joinPages(['']);
  expect(chunkDocument(document, LINES)).toEqual([]);
  expect(headOf(document)).toEqual({ page: 1, start: 0, end: 0 });
});

test('pages are joined by one character, and their starts are where they begin', () => {
  const { text, pageStarts } = joinPages(['one', '', 'three']);
  expect(text).toBe('one\f\fthree');
  expect(pageStarts).toEqual([0, 4, 5]);
});
