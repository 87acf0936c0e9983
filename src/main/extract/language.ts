import { franc } from 'franc-min';

/** Enough to tell a language by its trigrams; more only costs time. */
const SAMPLE_CHARACTERS = 1_500;
const MIN_LETTERS = 20;

/** What franc calls the languages that CVs are seen in, and their two letters. */
const LANGUAGES: Readonly<Record<string, string>> = {
  eng: 'en',
  ron: 'ro',
  fra: 'fr',
  deu: 'de',
  spa: 'es',
  ita: 'it',
  por: 'pt',
  nld: 'nl',
  pol: 'pl',
  ces: 'cs',
  hun: 'hu',
  swe: 'sv',
  tur: 'tr',
  vie: 'vi',
  ind: 'id',
  rus: 'ru',
  ukr: 'uk',
  bul: 'bg',
  srp: 'sr',
  arb: 'ar',
  pes: 'fa',
  urd: 'ur',
  hin: 'hi',
  mar: 'mr',
  nep: 'ne',
};

/** Scripts that one language is written in (null: several, told apart by trigrams). */
const SCRIPTS: readonly { pattern: RegExp; language: string | null }[] = [
  { pattern: /\p{Script=Hangul}/gu, language: 'ko' },
  { pattern: /\p{Script=Han}/gu, language: 'zh' },
  { pattern: /\p{Script=Hebrew}/gu, language: 'he' },
  { pattern: /\p{Script=Greek}/gu, language: 'el' },
  { pattern: /\p{Script=Thai}/gu, language: 'th' },
  { pattern: /\p{Script=Arabic}/gu, language: null },
  { pattern: /\p{Script=Cyrillic}/gu, language: null },
  { pattern: /\p{Script=Devanagari}/gu, language: null },
];
/** Foreign scripts count from this part of all letters on: such CVs are full of Latin product names. */
const SCRIPT_SHARE = 0.2;

/** The language most of the text is in, ISO 639-1, or null where it can't be told. About 1 ms. */
export function detectLanguage(text: string): string | null {
  const prose = text.slice(0, SAMPLE_CHARACTERS * 2).replace(/\S*[@\d/]\S*/g, ' ');
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  if (letters < MIN_LETTERS) return null;
  // A few kana among the kanji settle it: Japanese CVs are full of nouns in Chinese characters.
  if ((prose.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0) > letters / 20) return 'ja';
  for (const { pattern, language } of SCRIPTS) {
    const found = prose.match(pattern);
    if ((found?.length ?? 0) < letters * SCRIPT_SHARE) continue;
    return language ?? byTrigrams(onlyScript(prose, pattern));
  }
  return byTrigrams(onlyScript(prose, /\p{Script=Latin}/gu));
}

function byTrigrams(prose: string): string | null {
  const found = franc(prose.slice(0, SAMPLE_CHARACTERS), {
    only: Object.keys(LANGUAGES),
    minLength: MIN_LETTERS,
  });
  return LANGUAGES[found] ?? null;
}

/** franc decides by script first: words of other ones would mislead it. */
function onlyScript(prose: string, script: RegExp): string {
  const own = new RegExp(script.source, 'u');
  return prose
    .split(/\s+/)
    .filter((word) => own.test(word))
    .join(' ');
}
