import { spellUnknownLigatures } from './pdf-ligatures.ts';

/** U+FB00..06: fi, fl and the like; other compatibility forms (superscripts, fractions) mean what they look like. */
const LIGATURES = /[\uFB00-\uFB06]/g;

/** Bullets of the Symbol and Wingdings fonts, which have no Unicode of their own. */
const SYMBOL_BULLETS = /[\uF0B7\uF0A7\uF0A8\uF0D8\uF0FC\uF076\uF06E\uF071\uF0E0\uF0FE]/g;

/** Icons (private use), byte order marks, zero-width marks that carry no meaning, and the noncharacters. */
const INVISIBLE = /[\uE000-\uF8FF\u200B\u2060\uFEFF\uFFFE\uFFFF]/g;

const CONTROLS = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;

/** Text as it is kept: NFC, '\n' lines without spaces around, no control characters, ligatures spelt out. */
export function cleanText(raw: string): string {
  const text = spellUnknownLigatures(raw)
    .replace(/\u00AD\n?/g, '')
    .replace(LIGATURES, (ligature) => ligature.normalize('NFKC'))
    .replace(SYMBOL_BULLETS, '•')
    .replace(INVISIBLE, '')
    .replace(CONTROLS, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
    .normalize('NFC');
  return joinHyphenated(text);
}

/** First parts that keep their hyphen at a line's end: "self-" and "full-" are seldom syllables. */
const COMPOUNDS = new Set(
  'self non cross multi high low full part real long short well pre post end on off in user data cost time client team problem result goal hands step state world decision business customer large small mid open third back front one two three four five cutting'.split(
    ' ',
  ),
);

/**
 * A word broken at the end of a line, whole on the first line, so that it can be found. The hyphen stays where both
 * parts are words of their own ("performance-based") and goes where they are syllables.
 */
function joinHyphenated(text: string): string {
  if (!/\p{L}-\n\p{Ll}/u.test(text)) return text;
  const words = new Set(text.toLowerCase().match(/[\p{L}-]+(?!\n)/gu));
  return text.replace(
    /(\p{L}+)-\n(\p{Ll}+)([^\s]*) ?/gu,
    (_, first: string, second: string, rest: string) => {
      const [a, b] = [first.toLowerCase(), second.toLowerCase()];
      const isCompound =
        !words.has(a + b) && (a.length < 3 || COMPOUNDS.has(a) || (words.has(a) && words.has(b)));
      return `${first}${isCompound ? '-' : ''}${second}${rest}\n`;
    },
  );
}
