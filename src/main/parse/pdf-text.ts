import { normaliseText } from './normalise.ts';
import { spellUnknownLigatures } from './pdf-ligatures.ts';

/**
 * fi, fl and the like, and the joined shapes of Hebrew and Arabic letters; other compatibility forms (superscripts,
 * fractions) mean what they look like.
 */
const LIGATURES = /[\uFB00-\uFDFB\uFE70-\uFEFC]/g;

/** Bullets of the Symbol and Wingdings fonts, which have no Unicode of their own. */
const SYMBOL_BULLETS = /[\uF0B7\uF0A7\uF0A8\uF0D8\uF0FC\uF076\uF06E\uF071\uF0FE]/g;

/** Icons of web fonts (private use), and noncharacters. */
const ICONS = /[\uE000-\uF8FF\uFFFE\uFFFF]/g;

/** A page's text as it is kept: the application's one form, with ligatures spelt out and broken words whole. */
export function cleanText(raw: string): string {
  const text = spellUnknownLigatures(raw)
    .replace(/\u00AD\n?/g, '')
    .replace(LIGATURES, (ligature) => ligature.normalize('NFKC'))
    .replace(SYMBOL_BULLETS, '•')
    .replace(ICONS, '');
  const lines = normaliseText(text)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
  return joinHyphenated(lines).trimEnd();
}

/** First parts that keep their hyphen at a line's end: "self-" and "full-" are seldom syllables. */
const COMPOUNDS = new Set(
  'self non cross on hard detail multi high low full part real long short well end off user data cost time client team problem result goal hands step state world decision business customer large small mid open third back front one two three four five cutting'.split(
    ' ',
  ),
);

/**
 * A word broken at the end of a line, whole on the first line, so that it can be found. The hyphen stays where both
 * parts are words of their own ("performance-based") and goes where they are syllables.
 */
function joinHyphenated(text: string): string {
  if (!/\p{L}-\n\p{Ll}/u.test(text)) return text;
  const whole = text.replace(/\p{L}+-\n\p{L}+/gu, ' ');
  const words = new Set(whole.toLowerCase().match(/\p{L}+/gu));
  return text.replace(
    /(\p{L}+)-\n(\p{Ll}+)([^\s]*) ?/gu,
    (_, first: string, second: string, rest: string) => {
      const [a, b] = [first.toLowerCase(), second.toLowerCase()];
      const isCompound =
        !words.has(a + b) && (a.length === 1 || COMPOUNDS.has(a) || (words.has(a) && words.has(b)));
      return `${first}${isCompound ? '-' : ''}${second}${rest}\n`;
    },
  );
}
