/** U+FB00..06: fi, fl and the like; other compatibility forms (superscripts, fractions) mean what they look like. */
const LIGATURES = /[\uFB00-\uFB06]/g;

/** Bullets of the Symbol and Wingdings fonts, which have no Unicode of their own. */
const SYMBOL_BULLETS = /[\uF0B7\uF0A7\uF0A8\uF0D8\uF0FC\uF076\uF06E\uF071\uF0E0\uF0FE]/g;

/** Icons (private use), byte order marks, zero-width marks that carry no meaning, and the noncharacters. */
const INVISIBLE = /[\uE000-\uF8FF\u200B\u2060\uFEFF\uFFFE\uFFFF]/g;

const CONTROLS = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;

/** Text as it is kept: NFC, '\n' lines without spaces around, no control characters, ligatures spelt out. */
export function cleanText(raw: string): string {
  return raw
    .replace(/\u00AD\n?/g, '')
    .replace(LIGATURES, (ligature) => ligature.normalize('NFKC'))
    .replace(SYMBOL_BULLETS, '•')
    .replace(INVISIBLE, '')
    .replace(CONTROLS, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
    .normalize('NFC');
}
