import type { Evidence } from '../../../../shared/model.ts';

export interface Excerpt {
  text: string;
  marks: { start: number; end: number }[];
}

/** About two lines of a passage around its first mark, cut between words. */
export function excerpt({ text, marks }: Pick<Evidence, 'text' | 'marks'>, length = 220): Excerpt {
  const first = Math.min(...marks.map((mark) => mark.start), text.length);
  const wanted = first >= text.length ? 0 : Math.max(0, first - Math.floor(length / 4));
  const from = wanted === 0 ? 0 : nextWord(text, wanted, first);
  const to = from + length >= text.length ? text.length : lastWord(text, from + length);
  const before = from > 0 ? '…' : '';
  const shift = before.length - from;
  return {
    text: before + oneLine(text.slice(from, to)) + (to < text.length ? '…' : ''),
    marks: marks
      .filter((mark) => mark.end > from && mark.start < to)
      .map((mark) => ({ start: Math.max(mark.start, from) + shift, end: Math.min(mark.end, to) + shift })),
  };
}

/** Line ends and tabs become spaces one for one, so that offsets stay. */
const oneLine = (text: string) => text.replace(/\s/g, ' ');

function nextWord(text: string, at: number, limit: number): number {
  const space = text.slice(at, limit).search(/\s/);
  return space < 0 ? at : at + space + 1;
}

function lastWord(text: string, at: number): number {
  const cut = Math.max(text.lastIndexOf(' ', at), text.lastIndexOf('\n', at));
  return cut > at - 40 ? cut : at;
}
