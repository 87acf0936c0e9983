import type { Evidence, Matched } from '../../shared/model.ts';
import type { Span } from '../../shared/notation.ts';
import type { FoundDocument } from '../engine/engine.ts';

export type DocumentText = Pick<FoundDocument, 'text' | 'pageStarts'>;

/** A passage is about three lines on screen. */
export const LONGEST_PASSAGE = 300;

export interface Mark extends Span {
  /** Rarity of what was found; larger is rarer. */
  weight: number;
  word: string;
}

/** Lines and sentences of a text, in order, blank ones left out. */
export function segmentsOf(text: string, from = 0, to = text.length): Span[] {
  const segments: Span[] = [];
  const pattern = /[^\n\f]+?(?:[.!?;…]+(?=\s|$)|(?=[\n\f])|$)/gu;
  const slice = text.slice(from, to);
  for (const match of slice.matchAll(pattern)) {
    const lead = match[0].length - match[0].trimStart().length;
    const start = from + match.index + lead;
    const end = from + match.index + match[0].trimEnd().length;
    for (let at = start; at < end; at += LONGEST_PASSAGE) {
      segments.push({ start: at, end: Math.min(end, at + LONGEST_PASSAGE) });
    }
  }
  return segments;
}

/** The run of segments, at most a passage long, in which the most and rarest different words stand. */
export function bestPassage(segments: Span[], marks: Mark[]): (Span & { weight: number }) | null {
  let best: (Span & { weight: number }) | null = null;
  segments.forEach((first, index) => {
    for (let last = index; last < segments.length; last++) {
      const end = segments[last]?.end ?? first.end;
      if (last > index && (end - first.start > LONGEST_PASSAGE || last - index >= 3)) break;
      const weight = weightWithin(marks, { start: first.start, end });
      if (weight > 0 && (!best || weight > best.weight)) best = { start: first.start, end, weight };
    }
  });
  return best;
}

function weightWithin(marks: Mark[], span: Span): number {
  const seen = new Map<string, number>();
  for (const mark of marks) {
    if (mark.start >= span.start && mark.end <= span.end) seen.set(mark.word, mark.weight);
  }
  return [...seen.values()].reduce((sum, weight) => sum + weight, 0);
}

export function toEvidence(document: DocumentText, span: Span, matched: Matched, marks: Mark[]): Evidence {
  const inside = marks.filter((mark) => mark.start >= span.start && mark.end <= span.end);
  const page = document.pageStarts.findLastIndex((start) => start <= span.start) + 1;
  return {
    text: document.text.slice(span.start, span.end),
    page: Math.max(page, 1),
    start: span.start,
    end: span.end,
    matched,
    marks: inside.map((mark) => ({ start: mark.start - span.start, end: mark.end - span.start })),
  };
}
