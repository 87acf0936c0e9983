import {
  emailsIn,
  emailToken,
  fold,
  type PhoneRun,
  phoneForms,
  phonesIn,
  phoneToken,
  symbolTokens,
  wholePhoneToken,
  wordsOf,
} from './notation.ts';

/** A query taken apart into what a word index can be asked. All words are folded. */
export interface WordsQuery {
  /** Every word in order, as typed: the phrase that the query is as a whole. */
  phrase: string[];
  /** Distinct words, those inside quotes and of e-mails included. */
  words: string[];
  /** Tokens of normalised forms; any of a group stands for what was typed. */
  contacts: string[][];
  /** Words that belong to an e-mail or telephone number: asked only where the whole is nowhere. */
  contactWords: ReadonlySet<string>;
  quoted: string[][];
}

/** A query is cut here: enough for the longest job description, few enough to look each word up. */
const MOST_WORDS = 600;
const QUOTED = /["“”„«»]([^"“”„«»]{2,200})["“”„«»]/gu;

export function parseWordsQuery(query: string): WordsQuery {
  const emails = emailsIn(query);
  const phones = phonesIn(query);
  const phrase = wordsOf(query).slice(0, MOST_WORDS);
  const symbols = symbolTokens(query);
  const words = new Set([...phrase.filter((word) => !isBareLetter(word, query)), ...symbols]);
  return {
    phrase,
    words: [...words],
    contacts: [...emails.map((email) => [emailToken(email.address)]), ...phones.map(phoneTokens)],
    contactWords: new Set(
      [...emails, ...phones].flatMap((span) => wordsOf(query.slice(span.start, span.end))),
    ),
    quoted: [...query.matchAll(QUOTED)]
      .map((match) => wordsOf(match[1] ?? ''))
      .filter((words) => words.length > 0),
  };
}

const phoneTokens = (run: PhoneRun): string[] => [
  wholePhoneToken(run.digits),
  ...phoneForms(run).map(phoneToken),
];

/** The letter left of "C++" or "C#" would match every initial. */
function isBareLetter(word: string, query: string): boolean {
  return (
    word.length === 1 &&
    symbolTokens(query).length > 0 &&
    new RegExp(`${word}(\\+\\+|#)`, 'iu').test(fold(query))
  );
}

/** An FTS5 string: inside it nothing is an operator. */
export const literal = (...words: string[]): string => `"${words.join(' ').replaceAll('"', '')}"`;
