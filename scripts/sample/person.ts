import { readFileSync } from 'node:fs';

/** An invented person, as people.json has them. */
export interface Person {
  /** Where the CV goes, below resources/sample; the ending says in which format. */
  file: string;
  layout?: 'plain' | 'sidebar' | 'columns' | 'table' | 'header';
  language: string;
  name: string;
  headline: string;
  contact: string[];
  /** Sections beside the main text. */
  aside?: Sections;
  sections: Sections;
}

export type Sections = Record<string, string[]>;

/** One line of a section: plain, or `when | what | where | text`. */
export interface Entry {
  when: string;
  what: string;
  where: string;
  text: string;
}

export function readPeople(): Person[] {
  return JSON.parse(readFileSync(new URL('./people.json', import.meta.url), 'utf8')) as Person[];
}

/** The parts of a dated line, or null where it is a plain one. */
export function toEntry(line: string): Entry | null {
  const parts = line.split('|').map((part) => part.trim());
  if (parts.length < 2) return null;
  const [when = '', what = '', where = '', text = ''] = parts;
  return { when, what, where, text };
}

/** What stands above an entry's text: "what, where". */
export function entryTitle({ what, where }: Entry): string {
  return where ? `${what}, ${where}` : what;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
