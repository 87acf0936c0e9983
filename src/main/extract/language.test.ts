import { expect, test } from 'vitest';
import { detectLanguage } from './language.ts';

test.each([
  [
    'en',
    'Registered nurse with eight years of experience in intensive care, looking for a position in Leeds.',
  ],
  ['ro', 'Asistentă medicală cu experiență în terapie intensivă, caut un loc de muncă în Iași sau Cluj.'],
  [
    'de',
    'Krankenschwester mit langjähriger Erfahrung auf der Intensivstation, sucht eine Stelle in Leipzig.',
  ],
  ['fr', 'Infirmière diplômée avec huit ans d’expérience en soins intensifs, recherche un poste à Orléans.'],
  ['es', 'Enfermera titulada con ocho años de experiencia en cuidados intensivos, busca trabajo en Murcia.'],
  ['pl', 'Pielęgniarka z ośmioletnim doświadczeniem na oddziale intensywnej terapii, szuka pracy w Łodzi.'],
  ['ru', 'Медсестра с восьмилетним опытом работы в реанимации ищет работу в Твери.'],
  ['uk', 'Медсестра з восьмирічним досвідом роботи в реанімації шукає роботу у Києві.'],
  ['el', 'Νοσηλεύτρια με οκταετή εμπειρία στη μονάδα εντατικής θεραπείας.'],
  ['he', 'אחות מוסמכת עם שמונה שנות ניסיון בטיפול נמרץ מחפשת עבודה בחיפה.'],
  ['ar', 'ممرضة ذات خبرة ثماني سنوات في العناية المركزة تبحث عن عمل في عمان.'],
  ['ja', '集中治療室で八年の経験を持つ看護師です。Excel と Word を使えます。'],
  ['zh', '具有八年重症监护经验的注册护士，希望在杭州找到工作，熟练使用 Excel。'],
  ['ko', '중환자실에서 팔 년의 경험을 가진 간호사입니다. 부산에서 일자리를 찾습니다.'],
])('%s is told', (language, text) => {
  expect(detectLanguage(text)).toBe(language);
});

test.each(['', '+40 722 555 019\nana@mail.example', 'C++ SQL'])(
  'too little to tell by is unknown: "%s"',
  (text) => {
    expect(detectLanguage(text)).toBeNull();
  },
);
