export interface Span {
  start: number;
  end: number;
}

/** A piece of a page's text that is shown in one way. */
export interface Segment extends Span {
  /** Which passage of evidence it lies in, by index; null outside all. */
  passage: number | null;
  /** One of the very words that matched. */
  marked: boolean;
  /** The fact that was clicked. */
  fact: boolean;
}

export interface Highlights {
  passages: (Span & { marks: Span[] })[];
  fact: Span | null;
}

/** Cuts a page where any highlight begins or ends. Offsets are those of the whole document. */
export function segments(page: Span, { passages, fact }: Highlights): Segment[] {
  const marks = passages.flatMap(({ start, marks: inside }) =>
    inside.map((mark) => ({ start: start + mark.start, end: start + mark.end })),
  );
  const spans = [...passages, ...marks, ...(fact ? [fact] : [])];
  const cuts = new Set([page.start, page.end]);
  for (const { start, end } of spans) {
    for (const at of [start, end]) if (at > page.start && at < page.end) cuts.add(at);
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(0, -1).map((start, index) => {
    const end = ordered[index + 1] ?? page.end;
    const inside = (span: Span) => span.start <= start && end <= span.end;
    const passage = passages.findIndex(inside);
    return {
      ...{ start, end },
      passage: passage < 0 ? null : passage,
      marked: marks.some(inside),
      fact: fact !== null && inside(fact),
    };
  });
}
