import type { InventedPerson } from './people-index.ts';

/** Invented people whose CVs have what searches stumble over: marks on letters, numbers in notations, unknown values. */
export const PEOPLE: InventedPerson[] = [
  {
    name: 'Ștefania Brânză',
    text: 'Ștefania Brânză\nstefania.branza7@example.org | +40 712 345 678\nNurse in intensive care, ventilators and triage.\nSpeaks Polish.',
    format: 'pdf',
    language: 'ro',
    date: Date.UTC(2024, 4, 1),
    path: '/cvs/iasi/a.pdf',
  },
  {
    name: 'Jürgen Łukasz',
    text: 'Jürgen Łukasz\nTel. (0171) 234-5678\nWelder for pressure vessels.\nPipeline welding, C++ as a hobby.',
    format: 'docx',
    language: 'de',
    date: Date.UTC(2022, 1, 1),
    path: '/cvs/berlin/old/b.docx',
  },
  {
    name: 'Mary Okafor',
    text: 'Mary Okafor\nmary@example.com\nDoctor at a hospital.\nReferee: Jürgen Łukasz.',
    language: null,
    path: '/cvs/berlin/c.txt',
  },
  {
    name: 'Pat Doyle',
    text: 'Pat Doyle\nDeveloper of web shops.\nTypeScript, SQL and C#.',
    language: 'en',
    date: Date.UTC(2024, 11, 31),
    path: '/cvs/berlin2/d.txt',
  },
];
