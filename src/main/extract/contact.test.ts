import { describe, expect, test } from 'vitest';
import { extractContacts } from './contact.ts';

const values = (text: string, key: 'email' | 'phone') =>
  extractContacts(text)
    .filter((field) => field.key === key)
    .map((field) => field.value);

describe('phone numbers', () => {
  test.each([
    '+40 722 555 019',
    '(303) 555-0147',
    '206-555-0149',
    '+1.312.555.0120',
    '0044 20 7946 0958',
    '+49 (0)30 901820',
    '0722 555 019',
    '06 12 34 56 78',
    '+351 918 456 789',
    '3125550120',
  ])('%s is one', (phone) => {
    expect(values(`Matilda Quist\n${phone} | Rotterdam`, 'phone')).toEqual([phone]);
  });

  test('with a label may be short and plain', () => {
    expect(values('Tel: 5550142', 'phone')).toEqual(['5550142']);
  });

  test.each([
    'worked there 2014 - 2019',
    '01.03.2014 - 31.12.2019',
    '2012-2014 2015-2019',
    'IBAN RO49 AAAA 1B31 0075 9384 0000',
    'CNP: 1850101223344',
    'https://x.example/profile/1234567890',
    'ISBN 978-3-16-148410-0',
    'budget of 1,500,000 and 250.000.000 lei',
    'room 12345',
    '00/00/0000',
  ])('"%s" holds none', (text) => {
    expect(values(text, 'phone')).toEqual([]);
  });
});

describe('e-mail addresses', () => {
  test('are found as written, each once, wherever they stand', () => {
    const text = 'E-mail:Matilda.Quist@mail.example; <matilda.quist@MAIL.example>, łucja+cv@poczta.example.';
    expect(values(text, 'email')).toEqual(['Matilda.Quist@mail.example', 'łucja+cv@poczta.example']);
  });

  test('are not made of handles or prices', () => {
    expect(values('follow @matilda, apples @ 2.50, a@b', 'email')).toEqual([]);
  });
});

test('offsets point at the value', () => {
  const text = 'Matilda Quist\nmatilda@quist.example, +31 10 555 0123';
  const fields = extractContacts(text);
  expect(fields).toHaveLength(2);
  for (const { value, start, end } of fields) expect(text.slice(start, end)).toBe(value);
});

test('a megabyte of digits and dots takes no time to speak of', () => {
  const text = '1.'.repeat(300_000) + 'a'.repeat(300_000);
  expect(extractContacts(text)).toEqual([]);
}, 5_000);
