import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { describe, expect, test } from 'vitest';
import { shippedModelsDir } from './model.ts';
import { createTokenizer } from './tokenizer.ts';

const TEXTS = [
  'Registered nurse with intensive care experience',
  'Zażółć gęślą jaźń, Łódź – İstanbul, ΟΔΟΣ, Straße, ẞ',
  '東京大学を卒業しました。日本語と英語が話せます',
  '北京大学 计算机科学 学士 2012–2016',
  'ประสบการณ์ทำงานห้าปีในโรงพยาบาล',
  'مهندس برمجيات في القاهرة ﷺ',
  'नमस्ते दुनिया 한국어 이력서 서울대학교',
  'Инженер-программист, Москва; Київ',
  '👩‍⚕️ Nurse 🇩🇪 C++ / C# (.NET) — 𠮷野家 𓀀𓀁 q𓀀𓀁z 𓀀',
  'ﬁnance oﬃce ½ ① Ⅳ ㎏ x´y ¨z',
  'e\u0301 decomposed a\u0308, e\u200bf \ufeffg, a\u00a0b\u2003c\u3000d',
  'tabs\tand\nlines\r\n\r\n• bullet   many   spaces',
  'jane.doe@example.org +49 (0)30 1234567 https://example.org/in/jane ...!!!???',
  `very${'long'.repeat(60)}word`,
  '',
];

describe.each(['multilingual-e5-small', 'all-MiniLM-L6-v2'])('%s', (id) => {
  const json = JSON.parse(readFileSync(join(shippedModelsDir(), id, 'tokenizer.json'), 'utf8'));
  const tokenize = createTokenizer(json, 512);
  const library = new LibraryTokenizer(json, {});

  test.each(TEXTS)('gives the same ids as the library, word by word and cached: %s', (text) => {
    const expected = library.encode(text).ids;
    expect(tokenize(text)).toEqual(expected);
    expect(tokenize(text)).toEqual(expected);
  });

  test('space around a text makes no tokens', () => {
    expect(tokenize('  nurse \n')).toEqual(tokenize('nurse'));
  });

  test('a long text is cut and keeps its closing token', () => {
    const text = 'experience with patients '.repeat(500);
    const full = library.encode(text.trim()).ids;
    expect(createTokenizer(json, 20)(text)).toEqual([...full.slice(0, 19), full.at(-1)]);
  });

  test('control tokens spelled out in a document are mere text', () => {
    const [first, last] = [tokenize('a').at(0), tokenize('a').at(-1)];
    const inner = tokenize('before <s> </s> [CLS] [SEP] <mask> [MASK] after').slice(1, -1);
    expect(inner).not.toContain(first);
    expect(inner).not.toContain(last);
  });
});

test('a tokenizer.json of another kind of file is refused', () => {
  expect(() => createTokenizer({ model: 'none' }, 512)).toThrow();
});
