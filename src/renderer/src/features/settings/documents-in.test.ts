import { expect, it } from 'vitest';
import { documentsIn } from './documents-in.ts';

it('a number of documents is understood as people write it', () => {
  expect(documentsIn('500000')).toBe(500_000);
  expect(documentsIn(' 500,000 ')).toBe(500_000);
  expect(documentsIn('1 250 000')).toBe(1_250_000);
});

it('what is no number of documents is none', () => {
  for (const text of ['', 'many', '0', '-5', '5e9', '99999999999999999999'])
    expect(documentsIn(text)).toBeNull();
});
