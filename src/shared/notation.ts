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
  /** Without "00" and without the zero before a national number. */
  digits: string;
  /** With its country code, complete within its country ("0171 ..."), or it can't be told. */
  form: 'international' | 'national' | 'open';
}

/** Telephone-like runs. Two numbers written in one go ("0712 345 678 / 0722 ...") come as two. */
export function phonesIn(text: string): PhoneRun[] {
  const runs: PhoneRun[] = [];
  for (const match of text.matchAll(PHONE)) {
    let start = match.index;
    for (const part of splitNumbers(match[0])) {
      const digits = digitsOf(part);
      if (digits.length >= SHORTEST && !YEARS.test(part.trim())) {
        const lead = part.search(/[+(\p{Nd}]/u);
        const end = start + part.replace(/[\s/–-]+$/u, '').length;
        runs.push({ start: start + lead, end, ...significant(part, digits) });
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

function significant(written: string, digits: string): Pick<PhoneRun, 'digits' | 'form'> {
  // "+44 (0)20 ...": the zero is for callers from inside only.
  if (written.includes('+')) return { digits: digitsOf(written.replace(/\(0\)/, '')), form: 'international' };
  if (digits.startsWith('00')) return { digits: digits.slice(2), form: 'international' };
  if (digits.startsWith('0')) return { digits: digits.slice(1), form: 'national' };
  return { digits, form: digits.length > 10 ? 'international' : 'open' };
}

/** Tokens of a number in a text: the whole, and every ending of at least seven digits. */
export function phoneTokens(run: PhoneRun): string[] {
  const digits = run.digits.slice(-LONGEST);
  const tokens = [wholePhone(run.digits)];
  for (let from = 0; digits.length - from >= SHORTEST; from++) tokens.push(ending(run, digits.slice(from)));
  return tokens;
}

const wholePhone = (digits: string): string => `zqw${digits}`;
/** Endings of a national number are kept apart: another national number that is one is somebody else's. */
const ending = ({ form }: Pick<PhoneRun, 'form'>, digits: string): string =>
  `${form === 'national' ? 'zqn' : 'zqp'}${digits}`;

/** What remains of a number typed with its country code (one to three digits, perhaps a trunk zero) without it. */
function nationalForms(run: PhoneRun): string[] {
  if (run.form !== 'international') return [];
  return [1, 2, 3, 4]
    .map((codeDigits) => run.digits.slice(codeDigits))
    .filter((form) => form.length >= SHORTEST);
}

/**
 * Index tokens of an asked number: whole, as the ending of one written with more codes, and without
 * its country code as the whole of one written nationally. Endings of the remainder are left out:
 * they would be somebody else's number.
 */
export function phoneQuestions(run: PhoneRun): string[] {
  const whole = [run.digits, ...nationalForms(run)].map(wholePhone);
  const endings = [ending({ form: 'open' }, run.digits)];
  // Typed without its area code.
  if (run.form === 'open' && run.digits.length <= 8) endings.push(ending({ form: 'national' }, run.digits));
  return [...whole, ...endings];
}

/** Do two writings mean the same number? Either may lack its codes. */
export function samePhone(asked: PhoneRun, written: PhoneRun): boolean {
  const tokens = new Set(phoneTokens(written));
  return phoneQuestions(asked).some((token) => tokens.has(token));
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

/** One index token for a whole address: letters and digits only, never a word of a language. */
export const emailToken = (address: string): string => `zqe${address.replace(/[^\p{L}\p{N}]/gu, 'zq')}`;
