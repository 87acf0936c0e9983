import { entryTitle, type Person, toEntry } from './person.ts';

/** A CV as plain text, lines of at most 76 characters. */
export function toText(person: Person): string {
  const sections = Object.entries(person.sections).map(
    ([title, lines]) => `${title}\n\n${lines.map(textLine).join('\n\n')}`,
  );
  return `${[[person.name, person.headline, ...person.contact].join('\n'), ...sections].join('\n\n')}\n`;
}

function textLine(line: string): string {
  const entry = toEntry(line);
  if (!entry) return wrap(`- ${line}`);
  return [`${entry.when}  ${entryTitle(entry)}`, ...(entry.text ? [wrap(entry.text)] : [])].join('\n');
}

function wrap(text: string): string {
  return text.replace(/(.{1,76})(?: |$)/g, '$1\n').trimEnd();
}

/** A CV in Rich Text Format; what is not ASCII is written as \u escapes. */
export function toRtf(person: Person): Uint8Array {
  const top = [bold(person.name, 40), bold(person.headline, 26), ...person.contact.map(rtfText)];
  const sections = Object.entries(person.sections).flatMap(([title, lines]) => [
    '',
    bold(title, 28),
    ...lines.flatMap(rtfLine),
  ]);
  const body = [...top, ...sections].map((line) => `${line}\\par\n`).join('');
  return new TextEncoder().encode(
    `{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\n\\f0\\fs22\n${body}}\n`,
  );
}

function rtfLine(line: string): string[] {
  const entry = toEntry(line);
  if (!entry) return [`\\bullet  ${rtfText(line)}`];
  return [bold(`${entry.when}  ${entryTitle(entry)}`, 22), ...(entry.text ? [rtfText(entry.text)] : [])];
}

/** `size` in half points. */
function bold(text: string, size: number): string {
  return `{\\b\\fs${size} ${rtfText(text)}}`;
}

function rtfText(text: string): string {
  return text
    .replace(/[\\{}]/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0)}?`);
}
