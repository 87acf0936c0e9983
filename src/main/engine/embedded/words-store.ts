import {
  emailsIn,
  emailToken,
  phonesIn,
  phoneTokens,
  plainLetters,
  symbolTokens,
  wordsOf,
} from '../../../shared/notation.ts';
import type { Db } from '../../store/database.ts';
import type { IndexableDocument } from '../engine.ts';

export interface WordsStore {
  put(documents: IndexableDocument[]): void;
  remove(docNos: number[]): void;
}

/** Writes documents into the full-text table. */
export function createWordsStore(db: Db): WordsStore {
  const insert = db.prepare<[number, string, string, string, string]>(
    'INSERT OR REPLACE INTO words (rowid, name, head, body, contact) VALUES (?, ?, ?, ?, ?)',
  );
  const erase = db.prepare<[number]>('DELETE FROM words WHERE rowid = ?');
  const putAll = db.transaction((documents: IndexableDocument[]) => {
    for (const document of documents) {
      const name = document.fields.filter((field) => field.key === 'name').map((field) => field.value);
      insert.run(
        document.docNo,
        nameForms(name.join('\n')),
        plainLetters(document.text.slice(0, document.headEnd)),
        plainLetters(document.text),
        contactForms(document),
      );
    }
  });
  const removeAll = db.transaction((docNos: number[]) => {
    for (const docNo of docNos) erase.run(docNo);
  });
  return { put: putAll, remove: removeAll };
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa' };

/** A name with and without marks (the tokenizer does that) and as it is spelled without umlauts at hand. */
function nameForms(name: string): string {
  const lower = name.normalize('NFC').toLowerCase();
  const spelled = lower.replace(/[äöüå]/gu, (letter) => UMLAUTS[letter] ?? letter);
  return spelled === lower ? plainLetters(name) : `${plainLetters(name)}\n${plainLetters(spelled)}`;
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
