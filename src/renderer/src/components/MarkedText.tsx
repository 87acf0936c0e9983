import type { ReactNode } from 'react';

export interface Span {
  start: number;
  end: number;
}

/** Text with spans of it marked. Spans may touch or overlap; what lies outside the text is cut off. */
export function MarkedText({ text, marks }: { text: string; marks: Span[] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { start, end } of [...marks].sort((a, b) => a.start - b.start)) {
    const from = Math.max(start, at);
    const to = Math.min(end, text.length);
    if (from >= to) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}
