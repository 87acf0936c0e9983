import { describe, expect, it } from 'vitest';
import { emailsIn, fold, phonesIn, samePhone, symbolTokens, wordsOf } from './notation.ts';

const phone = (text: string) => {
  const [run] = phonesIn(text);
  if (!run) throw new Error('no telephone number was seen');
  return run;
};

describe('telephone numbers', () => {
  it.each([
    ['0712 345 678', '+40 712 345 678'],
    ['+40712345678', '0712.345.678'],
    ['0040 712 345 678', '(0712) 345-678'],
    ['5125550163', '+1 (512) 555-0163'],
    ['15125550163', '512-555-0163'],
    ['+44 20 7946 0000', '+44 (0)20 7946 0000'],
    ['2345678', '(0171) 234-5678'],
    ['٠٧١٢٣٤٥٦٧٨', '0712345678'],
  ])('%s is %s', (asked, written) => {
    expect(samePhone(phone(asked), phone(written))).toBe(true);
  });

  it.each([
    ['0712 345 678', '0712 345 679'],
    ['0712345678', '(0171) 234-5678'],
    ['+40 712 345 678', '+49 712 345 678'],
  ])('%s is not %s', (asked, written) => {
    expect(samePhone(phone(asked), phone(written))).toBe(false);
  });

  it('keeps the place of each of two numbers written in one go', () => {
    const text = 'Tel. 0712 345 678 / 0722 111 222 home';
    expect(phonesIn(text).map(({ start, end, digits }) => [text.slice(start, end), digits])).toEqual([
      ['0712 345 678', '712345678'],
      ['0722 111 222', '722111222'],
    ]);
  });

  it('takes years and short numbers for what they are', () => {
    expect(phonesIn('2010 - 2014, 2015-2019, room 12345')).toEqual([]);
  });
});

describe('words', () => {
  it('are folded in every script that has marks', () => {
    expect(wordsOf('Ștefania ŁUKASZ Straße Ærø İstanbul Ελλάδα')).toEqual([
      ...['stefania', 'lukasz', 'strasse', 'aero', 'istanbul', 'ελλαδα'],
    ]);
    expect(fold('ﬁnance')).toBe('finance');
  });

  it('keep the symbols that tell them apart', () => {
    expect(symbolTokens('C++, c# and .NET')).toHaveLength(3);
    expect(symbolTokens('Vitamin C and internet')).toEqual([]);
  });

  it('see e-mails inside sentences', () => {
    const text = 'Write to Mei.Brown@Example.org.';
    expect(emailsIn(text)).toEqual([{ start: 9, end: 30, address: 'mei.brown@example.org' }]);
  });
});
