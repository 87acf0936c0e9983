import type { ReadField } from '../workers/protocol.ts';

const MAX_EACH = 10;
/** Local part, at, domain with a dot; CVs often have blanks around the at sign after conversion. */
const EMAIL =
  /[\p{L}\p{N}][\p{L}\p{N}._%+'-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}/gu;
/** Groups of digits with the separators that phone numbers are written with. */
const PHONE =
  /(?<![\p{L}\p{N}_@/.,+-])(?:\(?\+|00(?=[1-9])|\(|(?=\d))[ (]?\d(?:[ \u00a0./()–-]{0,3}\d){5,16}(?![\p{L}\p{N}_@]|[.,/-]\d)/gu;
/** How far before a number its label is looked for. */
const LABEL_CHARACTERS = 60;
/** What stands before the digits of an account or an identity. */
const IDENTIFIER =
  /(?:\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4})* ?|\b(?:iban|cnp|ssn|pesel|iin|cui|nip|isbn|issn|id|no|nr|passport|licen[cs]e)\W{0,3})$/i;
/** "250.000.000": thousands that end in zeros are money. */
const AMOUNT = /^\d{1,3}(?:[.,]\d{3})*[.,]000$/;
const PHONE_LABEL =
  /(?<!\p{L})(?:phone|telephone|mobile|mobil|cell|cellphone|tel|telefon|téléphone|telefono|teléfono|fax|gsm|whatsapp|handy|portable|contact|номер|тел|电话|手机|電話|전화|טלפון|هاتف|☎|📞|📱)[^\n\d]{0,25}$/iu;

/** E-mail addresses and phone numbers as they are written, in order, each once. */
export function extractContacts(text: string): ReadField[] {
  return [...distinct(text, 'email', EMAIL, () => true), ...distinct(text, 'phone', PHONE, isPhone)];
}

function distinct(
  text: string,
  key: 'email' | 'phone',
  pattern: RegExp,
  accept: (value: string, start: number, text: string) => boolean,
): ReadField[] {
  const fields: ReadField[] = [];
  const seen = new Set<string>();
  for (const match of text.matchAll(pattern)) {
    const value = match[0].trimEnd();
    const identity = key === 'email' ? value.toLowerCase() : value.replace(/\D/g, '');
    if (seen.has(identity) || !accept(value, match.index, text)) continue;
    seen.add(identity);
    fields.push({ key, value, start: match.index, end: match.index + value.length });
    if (fields.length === MAX_EACH) break;
  }
  return fields;
}

/** Digits that look like a number to call rather than a date, a span of years, an amount or an identifier. */
function isPhone(value: string, start: number, text: string): boolean {
  const digits = value.replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) return false;
  if (isDate(value) || new Set(digits).size < 2) return false;
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const before = text.slice(Math.max(lineStart, start - LABEL_CHARACTERS), start);
  if (PHONE_LABEL.test(before)) return true;
  if (IDENTIFIER.test(before) || AMOUNT.test(value)) return false;
  if (/^(?:\(?\+|00)/.test(value)) return true;
  // Without plus sign or label: separators or a leading zero, and no more digits than national numbers have.
  const isWritten = /[ ()./–-]/.test(value) || digits.startsWith('0') || digits.length === 10;
  return digits.length >= 9 && digits.length <= 12 && isWritten;
}

function isDate(value: string): boolean {
  const groups = value.split(/\D+/).filter((group) => group !== '');
  const years = groups.filter((group) => /^(?:19|20)\d\d$/.test(group));
  // "2014 - 2019", "01.2014 - 12.2019", "12/03/1999 2001": years and short numbers alone.
  return years.length > 0 && groups.every((group) => group.length <= 2 || /^(?:19|20)\d\d$/.test(group));
}
