import { describe, expect, test } from 'vitest';
import { extractContacts } from './contact.ts';
import { extractName } from './name.ts';

const nameIn = (text: string) => extractName(text, extractContacts(text))?.value ?? null;

describe('the name is', () => {
  test.each([
    ['the first line', 'Matilda Quist\nWelder\nmatilda@quist.example', 'Matilda Quist'],
    ['below a heading', 'CURRICULUM VITAE\n\nMATILDA QUIST\nm.quist@mail.example', 'MATILDA QUIST'],
    ['behind a heading', 'Lebenslauf: Jürgen Weiß-Holm\nTel. +49 30 901820', 'Jürgen Weiß-Holm'],
    ['behind a label', 'Personal data\nName: Łucja Żuraw\nDate of birth: 1990', 'Łucja Żuraw'],
    ['behind a label of another language', 'Date personale\nNume și prenume: Ilinca Vrabie', 'Ilinca Vrabie'],
    [
      'before a title on its line',
      'Matilda Quist – Senior Welder | Rotterdam\n+31 10 555 0123',
      'Matilda Quist',
    ],
    ['before a degree', 'Matilda J. Quist, PhD\nmatilda@quist.example', 'Matilda J. Quist'],
    ['without the title', 'Dr. Joost van der Berg\njoost@berg.example', 'Joost van der Berg'],
    [
      'below the job, where the mailbox knows it',
      'Project Lead\nSafe Hands\nAna Pop\nana.pop@mail.example',
      'Ana Pop',
    ],
    [
      'a word that is a job too, where the mailbox has it',
      'Edith Cook\nNurse\nedith.cook@mail.example',
      'Edith Cook',
    ],
    ['in Cyrillic', 'Иван Синицын\nбухгалтер\n+7 495 555 01 02', 'Иван Синицын'],
    ['in Chinese', '林小溪\n会计\nlin@mail.example', '林小溪'],
    ['in Arabic', 'سلمى الحداد\nمحاسبة\nsalma@mail.example', 'سلمى الحداد'],
  ])('%s', (_where, text, name) => {
    expect(nameIn(text)).toBe(name);
  });
});

describe('there is no name in', () => {
  test.each([
    ['a job title', 'SENIOR FINANCIAL ANALYST\nSummary\nTen years of planning'],
    ['a heading', 'Professional Summary\nNurse in intensive care, mail@mail.example'],
    ['a headline in capitals over a nameless CV', 'PATIENT ADVOCATE\nSummary\nDriven and organised'],
    ['prose', 'I have been working as a nurse since 2009 and I love it.'],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    expect(nameIn(text)).toBeNull();
  });
});

test('offsets point at the name', () => {
  const text = '\n  Curriculum Vitae  Matilda Quist\nmatilda@quist.example';
  const name = extractName(text, extractContacts(text));
  expect(text.slice(name?.start, name?.end)).toBe('Matilda Quist');
});
