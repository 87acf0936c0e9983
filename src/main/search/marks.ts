import { emailsIn, fold, type PhoneRun, phonesIn, samePhone, wordsOf } from '../../shared/notation.ts';
import type { QueryTerm } from '../engine/engine.ts';
import type { Mark } from './evidence.ts';

/** Finds a query's words in texts, whatever marks their letters bear, and its e-mails and numbers in any notation. */
export interface Marker {
  marksIn(text: string): Mark[];
}

/** The rarest words of a long query are enough to show why. */
const MOST_WORDS = 24;

export function createMarker(query: string, terms: QueryTerm[], documents: number): Marker {
  const emails = new Set(emailsIn(query).map((email) => email.address));
  const phones = phonesIn(query);
  const asked = new Set(wordsOf(query));
  const significant = terms.filter((term) => term.significant && asked.has(term.word));
  const rare = (significant.length > 0 ? significant : terms.filter((term) => asked.has(term.word))).slice(
    0,
    MOST_WORDS,
  );
  const weights = new Map(rare.map((term) => [term.word, Math.log(1 + documents / term.documents)]));
  const pattern = wordPattern([...weights.keys()]);

  return {
    marksIn(text) {
      const marks: Mark[] = [...contactMarks(text, emails, phones)];
      if (pattern) {
        for (const match of text.matchAll(pattern)) {
          const word = fold(match[0]);
          marks.push({
            start: match.index,
            end: match.index + match[0].length,
            word,
            weight: weights.get(word) ?? 0.1,
          });
        }
      }
      return withoutOverlaps(marks);
    },
  };
}

function* contactMarks(text: string, emails: ReadonlySet<string>, phones: PhoneRun[]): Generator<Mark> {
  if (emails.size > 0) {
    for (const { start, end, address } of emailsIn(text)) {
      if (emails.has(address)) yield { start, end, word: address, weight: 100 };
    }
  }
  if (phones.length === 0) return;
  for (const run of phonesIn(text)) {
    if (phones.some((phone) => samePhone(phone, run))) {
      yield { start: run.start, end: run.end, word: run.digits, weight: 100 };
    }
  }
}

function withoutOverlaps(marks: Mark[]): Mark[] {
  const ordered = marks.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return ordered.filter((mark) => {
    if (mark.start < end) return false;
    end = mark.end;
    return true;
  });
}

/** Letters with their marks, by plain letter: matching in place keeps offsets, folding the text would not. */
const VARIANTS = variants();

function variants(): Map<string, string> {
  const table = new Map<string, string>();
  for (let code = 0xc0; code < 0x250; code++) addVariant(table, String.fromCodePoint(code));
  for (let code = 0x1e00; code < 0x1f00; code++) addVariant(table, String.fromCodePoint(code));
  return table;
}

function addVariant(table: Map<string, string>, letter: string): void {
  const plain = fold(letter);
  if (plain === letter.toLowerCase() || !/^\p{L}+$/u.test(plain)) return;
  table.set(plain, (table.get(plain) ?? '') + letter);
}

/** Alternatives longer than a letter (æ for ae) count where both letters are asked. */
function wordPattern(words: string[]): RegExp | null {
  if (words.length === 0) return null;
  const alternatives = words.map((word) => {
    let source = '';
    for (let index = 0; index < word.length; index++) {
      const pair = word.slice(index, index + 2);
      const together = pair.length === 2 ? VARIANTS.get(pair) : undefined;
      const single = oneLetter(word[index] ?? '');
      if (together) {
        source += `(?:[${together}]|${single}${oneLetter(pair[1] ?? '')})`;
        index++;
      } else source += single;
    }
    return source;
  });
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

function oneLetter(letter: string): string {
  const others = VARIANTS.get(letter);
  const decomposed = /\p{L}/u.test(letter) ? '\\p{M}*' : '';
  return (others ? `[${letter}${others}]` : letter) + decomposed;
}
