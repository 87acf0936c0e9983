import type { ReadField } from '../workers/protocol.ts';
import { NOT_NAMES } from './not-names.ts';

/** A name stands at the top; below this many lines "Two Capitalised Words" is anything. */
const LINES_LOOKED_AT = 12;
/** Labels are unmistakable, so they count further down. */
const LABELLED_LINES = 40;
const MAX_LINE = 120;
const LABEL =
  /^[\s•*-]*(?:full name|first name(?:\(s\))?\s*\/?\s*surname(?:\(s\))?|name|nume(?:le)?\s*(?:și|si|\/|,)?\s*prenume(?:le)?|prenume(?:\(le\))?\s*(?:și|si|\/|,)?\s*nume(?:le)?|nume(?:le)? complet|nume|nombre(?: y apellidos?)?|nombre completo|nom(?: et prénom)?|prénom(?: et nom)?|vor- und (?:nach|zu)name|nome(?: e cognome| completo)?|imię i nazwisko|jméno|név|naam|namn|navn|ad soyad|фио|имя|姓名|氏名|이름|성명|الاسم|שם|नाम|ονοματεπώνυμο)\s*[:：|\t]\s*/iu;
const HEADING =
  /^(?:curriculum\s+vit(?:ae|æ|ae)(?:\s+europass)?|europass|c\.?\s?v\.?|r[ée]sum[ée]|lebenslauf|履歴書|职务经歴書|简历)(?:\s+(?:of|de|für|al|a lui))?\s*[:\-–—|,]*\s+/iu;
const TITLES =
  /^(?:(?:mr|mrs|ms|miss|dr|prof|ing|ec|dl|d-na|dna|domnul|doamna|herr|frau|sr|sra|m|mme|dipl\.?-ing|eng)\.?\s+)+/iu;
/** What ends the name on a line that goes on: contact data, a headline, a degree. */
const END = /\s*(?:[|,;•·:/()[\]<>\t–—]|\s-\s| {2,}|\S*@|https?:|\bwww\.|\+?\d).*$/u;
const PARTICLES = new Set([
  'de',
  'da',
  'do',
  'dos',
  'del',
  'della',
  'di',
  'van',
  'von',
  'der',
  'den',
  'la',
  'le',
  'el',
  'al',
  'bin',
  'ibn',
  'ben',
  'y',
  'e',
  'zu',
  'ter',
  'ten',
  'af',
  'av',
  'st',
]);

interface Candidate {
  value: string;
  start: number;
}

/** The person's name as written, from a label or the top of the text; null where nothing is sure enough. */
export function extractName(text: string, contacts: readonly ReadField[]): ReadField | null {
  const mailbox = fold(contacts.find(({ key }) => key === 'email')?.value.split('@')[0] ?? '');
  const candidates: { name: Candidate; line: number }[] = [];
  let line = 0;
  for (const value of topLines(text)) {
    const labelled = labelledName(value);
    if (labelled !== null) return field(labelled);
    line += 1;
    const name = line <= LINES_LOOKED_AT ? plainName(value, mailbox) : null;
    if (name !== null) candidates.push({ name, line });
  }
  const best =
    candidates.find(({ name }) => sharesWord(name.value, mailbox)) ??
    candidates.find(({ name, line }) => isPlausible(name, line, contacts.length > 0));
  return best === undefined ? null : field(best.name);
}

/**
 * Without a mailbox to compare with: near the top of a text that has contact data, or its very first line
 * unless that is all capitals, as job titles over nameless CVs are.
 */
function isPlausible({ value }: Candidate, line: number, hasContacts: boolean): boolean {
  return hasContacts ? line <= 4 : line === 1 && value !== value.toUpperCase();
}

/** Lines that are not blank, with where they start. */
function* topLines(text: string): Generator<Candidate> {
  let count = 0;
  for (const match of text.slice(0, 6_000).matchAll(/[^\n\f]+/g)) {
    if (match[0].trim() === '') continue;
    yield { value: match[0], start: match.index };
    count += 1;
    if (count >= LABELLED_LINES) return;
  }
}

function labelledName(line: Candidate): Candidate | null {
  const label = LABEL.exec(line.value)?.[0];
  if (label === undefined) return null;
  const name = cut({ value: line.value.slice(label.length), start: line.start + label.length });
  return name !== null && looksLikeName(name.value, 1) ? name : null;
}

function plainName(line: Candidate, mailbox: string): Candidate | null {
  if (line.value.length > MAX_LINE && !/[|•\t]/.test(line.value)) return null;
  const name = cut(line);
  return name !== null && looksLikeName(name.value, 2) && !hasForeignWord(name.value, mailbox) ? name : null;
}

/** The part of a line that could be the name, without heading, title and what follows. */
function cut(line: Candidate): Candidate | null {
  let { value, start } = line;
  for (const prefix of [/^[\s•*#_-]+/u, HEADING, TITLES]) {
    const length = prefix.exec(value)?.[0].length ?? 0;
    value = value.slice(length);
    start += length;
  }
  value = value.replace(END, '').trimEnd();
  return value === '' ? null : { value, start };
}

function looksLikeName(value: string, minWords: number): boolean {
  if (value.length < 2 || value.length > 50) return false;
  const words = value.split(/\s+/);
  if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul} ]+$/u.test(value)) {
    return value.replace(/\s/g, '').length <= 8 && !ASIAN_HEADINGS.test(value);
  }
  if (words.length < minWords || words.length > 5) return false;
  return words.every(isNameWord) && words.some((word) => word.length > 2);
}

/** A word that names have no part in, unless the mailbox says otherwise: some people are called Cook or Page. */
function hasForeignWord(value: string, mailbox: string): boolean {
  const parts = fold(value).split(/[\s.-]+/);
  return parts.some((part) => NOT_NAMES.has(part) && !(part.length > 2 && mailbox.includes(part)));
}

const ASIAN_HEADINGS =
  /[历歴]书?書?|简历|概要|経験|经验|教育|技能|학력|경력|이력서|기술|会計|会计|エンジニア|マネージャ/u;

/** Capitalised or in capitals (scripts without case: any letters), an initial, or a particle. */
function isNameWord(word: string): boolean {
  if (PARTICLES.has(word.toLowerCase())) return true;
  return /^(?:\p{Lu}\.?|[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}'’.-]*)$/u.test(word);
}

function sharesWord(name: string, mailbox: string): boolean {
  return (
    mailbox !== '' &&
    fold(name)
      .split(/[\s.-]+/)
      .some((word) => word.length > 2 && mailbox.includes(word))
  );
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function field({ value, start }: Candidate): ReadField {
  return { key: 'name', value, start, end: start + value.length };
}
