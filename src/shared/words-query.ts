import { emailsIn, emailToken, fold, phoneQuestions, phonesIn, symbolTokens, wordsOf } from './notation.ts';

/** A query taken apart into what a word index can be asked. All words are folded. */
export interface WordsQuery {
  /** Every word in order, as typed: the phrase that the query is as a whole. */
  phrase: string[];
  /** Distinct words, those inside quotes included, those of e-mails and numbers not. */
  words: string[];
  contacts: AskedContact[];
  quoted: string[][];
}

/** An e-mail address or a telephone number. */
export interface AskedContact {
  /** Index tokens of its normalised forms; any of them stands for it. */
  tokens: string[];
  /** What is asked where it is nowhere: the parts of an address, the digits of a number as they were typed. */
  otherwise: string[];
}

/** A query is cut here: enough for the longest job description, few enough to look each word up. */
const MOST_WORDS = 600;
const QUOTED = /["“”„«»]([^"“”„«»]{2,200})["“”„«»]/gu;

export function parseWordsQuery(query: string): WordsQuery {
  const emails = emailsIn(query);
  const phones = phonesIn(query);
  const phrase = wordsOf(query).slice(0, MOST_WORDS);
  const symbols = symbolTokens(query);
  const contactWords = new Set(
    [...emails, ...phones].flatMap((span) => wordsOf(query.slice(span.start, span.end))),
  );
  const isWord = (word: string) => !contactWords.has(word) && !isBareLetter(word, query);
  return {
    phrase,
    words: [...new Set([...phrase.filter(isWord), ...symbols])],
    contacts: [
      ...emails.map(({ address }) => ({ tokens: [emailToken(address)], otherwise: wordsOf(address) })),
      ...phones.map((run) => ({
        tokens: phoneQuestions(run),
        otherwise: [wordsOf(query.slice(run.start, run.end)).join(' ')],
      })),
    ],
    quoted: [...query.matchAll(QUOTED)]
      .map((match) => wordsOf(match[1] ?? ''))
      .filter((words) => words.length > 0),
  };
}

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
