import { describe, expect, test } from 'vitest';
import { bytesOf, makeHtml, makeText } from '../../../test/helpers/documents.ts';
import { htmlText } from './html.ts';
import { parse } from './index.ts';
import { normaliseText } from './normalise.ts';

async function pagesOf(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const result = await parse(name, bytes);
  if (result.kind !== 'text') throw new Error(`expected text, got ${JSON.stringify(result)}`);
  return result.pages;
}

const FRENCH = 'Zoé Lefèvre\nInfirmière diplômée à Orléans, élève appliquée\nExpérience: hôpital de Besançon';
const ROMANIAN =
  'Ilinca Vrabie\nAsistentă medicală în Iaşi, secţia de terapie intensivă\nExperienţă: îngrijirea pacienţilor';
const POLISH = 'Żaneta Ćwik\nPielęgniarka, Łódź. Doświadczenie: opieka nad chorymi, język angielski płynnie';
const CZECH = 'Vojtěch Říha\nÚčetní v Plzni. Vzdělání: vysoká škola ekonomická, řízení podniku';
const HUNGARIAN = 'Őri Ágnes\nFőkönyvelő, költségvetés és gyűjtő munkák. Erősségek: megbízhatóság';
const TURKISH = 'Çağrı Işık\nMuhasebeci, İzmir. Deneyim: bütçe, ödeme ve güçlü iletişim, sağlık';
const RUSSIAN = 'Иван Синицын\nБухгалтер, Тверь. Опыт работы: ведение учёта и отчётность';
const UKRAINIAN = 'Олена Їжакевич\nБухгалтерка, Київ. Досвід роботи: облік, звітність, ґрунтовна освіта';
const GREEK = 'Ελένη Σταύρου\nΛογίστρια στην Πάτρα. Εμπειρία: ισολογισμοί και μισθοδοσία';
const HEBREW = 'נועם גורן\nמנהל חשבונות בחיפה. ניסיון: התאמות בנק ודוחות';
const ARABIC = 'سلمى الحداد\nمحاسبة في عمان. الخبرة: إعداد التقارير المالية';
const JAPANESE = '山野 花\n経理担当。職務経歴：月次決算、給与計算、税務申告の補助を担当しました。';
const CHINESE = '林小溪\n会计，杭州。工作经历：负责月度结账、工资核算和税务申报工作，熟悉财务软件。';

describe('plain text', () => {
  test.each([
    ['windows-1252', FRENCH],
    ['iso-8859-1', FRENCH],
    ['windows-1250', ROMANIAN],
    ['iso-8859-2', ROMANIAN],
    ['windows-1250', POLISH],
    ['iso-8859-2', POLISH],
    ['windows-1250', CZECH],
    ['iso-8859-2', CZECH],
    ['windows-1250', HUNGARIAN],
    ['windows-1254', TURKISH],
    ['windows-1251', RUSSIAN],
    ['koi8-r', RUSSIAN],
    ['iso-8859-5', RUSSIAN],
    ['windows-1251', UKRAINIAN],
    ['windows-1253', GREEK],
    ['windows-1255', HEBREW],
    ['windows-1256', ARABIC],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['gbk', CHINESE],
    ['utf-16le', FRENCH],
    ['utf-16be', RUSSIAN],
    ['utf-8', GREEK],
  ])('in %s is read without being told the encoding (%#)', async (encoding, text) => {
    expect(await pagesOf('cv.txt', makeText([text], encoding))).toEqual([text]);
  });

  test('with a byte order mark is read by it', async () => {
    expect(await pagesOf('cv.txt', makeText([`\ufeff${RUSSIAN}`], 'utf-16le'))).toEqual([RUSSIAN]);
    expect(await pagesOf('cv.txt', makeText([`\ufeff${FRENCH}`], 'utf-8'))).toEqual([FRENCH]);
  });

  test('form feeds part pages', async () => {
    expect(await pagesOf('cv.txt', makeText(['one line\ftwo lines\n\f']))).toEqual(['one line', 'two lines']);
  });

  test('without words is empty', async () => {
    expect(await parse('cv.txt', makeText(['   \n --- \n']))).toMatchObject({
      kind: 'unreadable',
      reason: 'empty_text',
    });
  });
});

describe('HTML', () => {
  test('reads as it does on screen', () => {
    const html =
      '<h1>Zoé&nbsp;Lefèvre</h1><p>Nurse &amp; teacher,\n   <b>Orl</b>éans<br>second line</p>' +
      '<ul><li>TIG</li><li>MIG</li></ul><table><tr><td>French</td><td>native</td></tr></table>';
    expect(normaliseText(htmlText(html))).toBe(
      'Zoé Lefèvre\n\nNurse & teacher, Orléans\nsecond line\n\nTIG\nMIG\n\nFrench\tnative',
    );
  });

  test('scripts, styles and hidden machinery are dropped', () => {
    const html =
      '<head><title>x</title><style>p{color:red}</style></head><p onclick="alert(1)">Nurse</p><script>alert("x")</script>' +
      '<iframe src="http://x.example">frame</iframe><template>later</template>';
    expect(normaliseText(htmlText(html))).toBe('Nurse');
  });

  test('line breaks inside pre are kept', () => {
    expect(normaliseText(htmlText('<pre>a\n  b</pre>'))).toBe('a\n  b');
  });

  test('columns made of a table are read one after the other', () => {
    const html =
      '<table><tr><td><p>Skills</p><p>TIG</p></td><td><p>Work</p><p>Shipyard</p></td></tr></table>';
    expect(normaliseText(htmlText(html))).toMatch(/Skills\s+TIG\s+Work\s+Shipyard/);
  });

  test('the charset that the page names is believed where the bytes are not UTF-8', async () => {
    const page = `<html><head><meta charset="koi8-r"></head><body><p>Полина</p></body></html>`;
    expect(await pagesOf('cv.html', makeText([page], 'koi8-r'))).toEqual(['Полина']);
  });

  test('an unclosed head does not swallow the page', () => {
    expect(normaliseText(htmlText('<head><meta charset="utf-8"><body><p>Nurse</p>'))).toBe('Nurse');
  });
});

describe('normalised text', () => {
  test('is NFC with plain line ends and spaces and without invisible characters', () => {
    const text = 'Zoe\u0301\u00a0Lefe\u0300vre\r\nNur\u00adse\u200b\rline\u2028next \t\nend\u0000\u0007';
    expect(normaliseText(text)).toBe('Zoé Lefèvre\nNurse\nline\nnext\nend');
  });

  test('has at most two empty lines in a row and none around it', () => {
    expect(normaliseText('\n\n\na\n\n\n\n\n\nb\n\n')).toBe('a\n\n\nb');
  });

  test('keeps the joiners that scripts and emoji are written with', () => {
    expect(normaliseText('क्\u200dष \u{1f469}\u200d\u{1f4bb}')).toBe('क्\u200dष \u{1f469}\u200d\u{1f4bb}');
  });

  test('drops halves of characters', () => {
    expect(normaliseText('a\ud800b\udc00c\u{1f600}')).toBe('abc\u{1f600}');
  });
});

test('an unknown binary is unsupported, and damaged where its name claims a format', async () => {
  const junk = Uint8Array.from({ length: 500 }, (_, index) => (index * 37) % 256);
  expect(await parse('setup.exe', junk)).toMatchObject({ format: null, reason: 'unsupported_format' });
  expect(await parse('cv.docx', junk)).toMatchObject({ format: null, reason: 'corrupt' });
});

test('an empty file says that it is empty', async () => {
  const result = await parse('cv.pdf', new Uint8Array());
  expect(result).toMatchObject({
    kind: 'unreadable',
    reason: 'corrupt',
    message: expect.stringContaining('empty'),
  });
});

test('more text than any CV has is refused before it costs memory', async () => {
  const long = bytesOf('word '.repeat(1_100_000));
  expect(await parse('cv.txt', long)).toMatchObject({ reason: 'too_large' });
  expect(await parse('cv.html', makeHtml(['x'.repeat(21 * 1024 * 1024)]))).toMatchObject({
    reason: 'too_large',
  });
});
