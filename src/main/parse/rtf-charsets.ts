/** Encodings of RTF's \fcharset numbers; 0 and 1 follow the document's own code page where it has one. */
const CHARSETS: Readonly<Record<number, string>> = {
  0: 'windows-1252',
  2: 'symbol',
  77: 'macintosh',
  128: 'cp932',
  129: 'cp949',
  134: 'cp936',
  136: 'cp950',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
  255: 'cp437',
};

export function charsetEncoding(charset: number, documentEncoding: string): string {
  return charset === 1 ? documentEncoding : (CHARSETS[charset] ?? documentEncoding);
}

/** The encoding that a word of the header sets for the whole document, or null for any other word. */
export function documentEncoding(word: string, value: number | null): string | null {
  if (word === 'ansicpg' && value !== null) return codePageEncoding(value);
  if (word === 'mac') return 'macintosh';
  if (word === 'pc') return 'cp437';
  return word === 'pca' ? 'cp850' : null;
}

function codePageEncoding(codePage: number): string {
  if (codePage === 65001) return 'utf-8';
  if (codePage === 10000) return 'macintosh';
  return codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : `cp${codePage}`;
}
