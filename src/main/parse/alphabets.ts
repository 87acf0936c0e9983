/** Letters beside a-z, lower case, of the languages that are written in each group of encodings. */
const WESTERN = [
  'àâæçéèêëîïôœùûüÿ', // French
  'äöüßéè', // German
  'áéíñóúü', // Spanish
  'áâãàçéêíóôõúü', // Portuguese
  'àèéìíîòóùú', // Italian
  'áéëïíóöüè', // Dutch
  'æøåéäö', // Danish, Norwegian, Swedish, Finnish
  'áæéðíóöúýþ', // Icelandic
];
const CENTRAL = [
  'ăâîşţșț', // Romanian
  'ąćęłńóśźż', // Polish
  'áčďéěíňóřšťúůýž', // Czech
  'áäčďéíĺľňóôŕšťúýž', // Slovak
  'áéíóöőúüű', // Hungarian
  'čćđšž', // Croatian, Slovene
];
const BALTIC = ['ąčęėįšųūž', 'āčēģīķļņšūž', 'äõöüšž'];
const TURKISH = ['çğıöşüâî'];
const RUSSIAN = 'абвгдежзийклмнопрстуфхцчшщъыьэюяё';
const UKRAINIAN = 'абвгдежзийклмнопрстуфхцчшщьюяіїєґ';
const GREEK = ['αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ'];
const HEBREW = ['אבגדהוזחטיךכלםמןנסעףפץצקרשת'];
const ARABIC = ['ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىپچژگک'];

export interface LegacyEncoding {
  name: string;
  alphabets: readonly string[];
  /** Latin letters go with ASCII ones; other scripts replace most of them. */
  isLatin: boolean;
  /** By how much it has to read better than a more common one. */
  handicap?: number;
}

/** Encodings without a mark of their own, most common first. */
export const LEGACY_ENCODINGS: readonly LegacyEncoding[] = [
  { name: 'windows-1252', alphabets: WESTERN, isLatin: true },
  { name: 'windows-1250', alphabets: CENTRAL, isLatin: true },
  { name: 'iso-8859-2', alphabets: CENTRAL, isLatin: true },
  { name: 'windows-1254', alphabets: TURKISH, isLatin: true },
  { name: 'windows-1257', alphabets: BALTIC, isLatin: true },
  { name: 'macintosh', alphabets: WESTERN, isLatin: true, handicap: 0.3 },
  // Before Cyrillic, whose small letters lie on the same bytes: Hebrew has no capitals to tell them.
  { name: 'windows-1255', alphabets: HEBREW, isLatin: false },
  { name: 'windows-1251', alphabets: [RUSSIAN, UKRAINIAN], isLatin: false },
  { name: 'koi8-u', alphabets: [RUSSIAN, UKRAINIAN], isLatin: false },
  { name: 'iso-8859-5', alphabets: [RUSSIAN, UKRAINIAN], isLatin: false },
  { name: 'cp866', alphabets: [RUSSIAN, UKRAINIAN], isLatin: false },
  { name: 'windows-1253', alphabets: GREEK, isLatin: false },
  { name: 'windows-1256', alphabets: ARABIC, isLatin: false },
  { name: 'iso-8859-6', alphabets: ARABIC, isLatin: false },
];
