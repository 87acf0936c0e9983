import {
  emailsIn,
  emailToken,
  fold,
  phonesIn,
  phoneTokens,
  symbolTokens,
  wordsOf,
} from '../../shared/notation.ts';
import type { IndexableDocument } from './engine.ts';

/** What a document is found by, folded as queries are, as text that a word index still has to cut into words. */
export interface WordForms {
  /** The name as it is written and as it is spelled where its letters are missing. */
  name: string;
  head: string;
  body: string;
  /** Normalised e-mails, telephone numbers and words that end in symbols, separated by spaces. */
  contact: string;
}

export function wordForms(document: IndexableDocument): WordForms {
  const name = document.fields.filter((field) => field.key === 'name').map((field) => field.value);
  return {
    name: nameForms(name.join('\n')),
    head: fold(document.text.slice(0, document.headEnd)),
    body: fold(document.text),
    contact: contactForms(document),
  };
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa' };

/** A name with and without marks (the index does that) and as it is spelled without umlauts at hand. */
function nameForms(name: string): string {
  const lower = name.normalize('NFC').toLowerCase();
  const spelled = lower.replace(/[äöüå]/gu, (letter) => UMLAUTS[letter] ?? letter);
  return spelled === lower ? fold(name) : `${fold(name)}\n${fold(spelled)}`;
}

/** Normalised forms of what is found by its notation: e-mails whole and in parts, numbers by their endings. */
function contactForms(document: IndexableDocument): string {
  const tokens = new Set<string>();
  const sources = [document.text, ...document.fields.map((field) => field.value)];
  for (const source of sources) {
    for (const { address } of emailsIn(source)) {
      tokens.add(emailToken(address));
      // "mei.brown3@" is also looked for as mei brown.
      for (const part of wordsOf(address.split('@')[0] ?? '')) tokens.add(part.replace(/\p{N}+$/u, ''));
    }
    for (const token of phonesIn(source).flatMap(phoneTokens)) tokens.add(token);
    for (const token of symbolTokens(source)) tokens.add(token);
  }
  return [...tokens].join(' ');
}
