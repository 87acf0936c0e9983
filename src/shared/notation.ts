/**
 * One thing in many notations: letters with and without their marks, e-mail addresses, telephone
 * numbers, words that end in symbols. What is indexed and what is asked go through the same
 * functions, so that they meet. Pure; offsets are UTF-16 units of the given text.
 */

export interface Span {
  start: number;
  end: number;
}

/** Letters that Unicode does not take apart, so that the full-text tokenizer would keep them apart too. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l', Ł: 'L', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', ı: 'i', ħ: 'h', Ħ: 'H',
  ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', þ: 'th', Þ: 'TH',
  ﬀ: 'ff', ﬁ: 'fi', ﬂ: 'fl', ﬃ: 'ffi', ﬄ: 'ffl',
}; // biome-ignore format: a table
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
const MARKS = /\p{M}+/gu;

/** Letters without decomposition written as plain ones; everything else stays. Lengths may change. */
export function plainLetters(text: string): string {
  return text.replace(SPECIAL, (letter) => LETTERS[letter] ?? letter);
}

/** Lower case, without marks, plain letters: the form in which words are compared. */
export function fold(text: string): string {
  return plainLetters(text).normalize('NFD').replace(MARKS, '').toLowerCase();
}

/** Folded words in order, symbols dropped; the same cut that the full-text tokenizer makes. */
export function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

export function emailsIn(text: string): (Span & { address: string })[] {
  if (!text.includes('@')) return [];
  return [...text.matchAll(EMAIL)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    address: fold(match[0]),
  }));
}

/** Runs of digits as people write numbers: separators between, at most three together, on one line. */
const PHONE =
  /(?<![\p{L}\p{N}])(?:\(?\+\s?\(?|\()?\p{Nd}(?:[ \t\u00a0\u202f().\-‐‑–/]{0,3}\p{Nd}){6,}(?![\p{L}\p{N}])/gu;
const YEARS = /^(?:19|20)\d\d\D+(?:19|20)\d\d$/;
const SHORTEST = 7;
const LONGEST = 15;

export interface PhoneRun extends Span {
  digits: string;
  /** Written with its country code. */
  international: boolean;
}

/** Telephone-like runs. Two numbers written in one go ("0712 345 678 / 0722 ...") come as two. */
export function phonesIn(text: string): PhoneRun[] {
  const runs: PhoneRun[] = [];
  for (const match of text.matchAll(PHONE)) {
    let start = match.index;
    for (const part of splitNumbers(match[0])) {
      const digits = digitsOf(part);
      if (digits.length >= SHORTEST && !YEARS.test(part.trim())) {
        runs.push({ start, end: start + part.trimEnd().length, ...significant(part, digits) });
      }
      start += part.length;
    }
  }
  return runs;
}

function splitNumbers(run: string): string[] {
  if (digitsOf(run).length <= LONGEST) return [run];
  return run.split(/(?<=[/]|\s[-–]\s|\s{2,})/u);
}

function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/gu, (other) => {
    if (!/\p{Nd}/u.test(other)) return '';
    // Digits of other scripts stand in blocks of ten that begin at a multiple of ten or sixteen.
    let zero = other.codePointAt(0) ?? 0;
    const value = zero;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && value - zero < 9) zero--;
    return String(value - zero);
  });
}

function significant(written: string, digits: string): { digits: string; international: boolean } {
  if (written.includes('+')) return { digits, international: true };
  if (digits.startsWith('00')) return { digits: digits.slice(2), international: true };
  return { digits: digits.replace(/^0/, ''), international: digits.length > 10 };
}

/** Every ending of at least seven digits: a number is found with and without its codes. */
export function phoneEndings(run: PhoneRun): string[] {
  const digits = run.digits.slice(-LONGEST);
  const endings: string[] = [];
  for (let from = 0; digits.length - from >= SHORTEST; from++) endings.push(digits.slice(from));
  return endings;
}

/**
 * Forms under which an asked number may stand: as typed and, typed with a country code (at most three
 * digits, and a trunk zero), without it. Short remainders are left out: they would be somebody else's.
 */
export function phoneForms(run: PhoneRun): string[] {
  const forms = [run.digits];
  if (!run.international) return forms;
  for (let drop = 1; drop <= 4; drop++) {
    const form = run.digits.slice(drop);
    if (form.length >= 8) forms.push(form);
  }
  return forms;
}

/** Do two writings mean the same number? One may lack the country code. */
export function samePhone(asked: PhoneRun, written: PhoneRun): boolean {
  return phoneForms(asked).some((form) => written.digits.endsWith(form));
}

/** Words that are told apart by their symbols only. */
const SYMBOL_WORDS = /(?<![\p{L}\p{N}])(c\+\+|c#|f#|\.net)(?![\p{L}\p{N}])/giu;
const SYMBOL_TOKENS: Readonly<Record<string, string>> = {
  'c++': 'zqcpp',
  'c#': 'zqcsharp',
  'f#': 'zqfsharp',
  '.net': 'zqdotnet',
};

export function symbolTokens(text: string): string[] {
  return [...text.matchAll(SYMBOL_WORDS)].flatMap((match) => SYMBOL_TOKENS[match[0].toLowerCase()] ?? []);
}

/** One index token for a whole address or number: letters and digits only, never a word of a language. */
export const emailToken = (address: string): string => `zqe${address.replace(/[^\p{L}\p{N}]/gu, 'zq')}`;
export const phoneToken = (digits: string): string => `zqp${digits}`;
/** The number as written, whole: puts it before those that merely end in it. */
export const wholePhoneToken = (digits: string): string => `zqw${digits}`;
