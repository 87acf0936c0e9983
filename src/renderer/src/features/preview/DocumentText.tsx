import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { DocumentDetail, Evidence } from '../../../../shared/model.ts';
import { strings } from '../../strings.ts';
import { type Segment, type Span, segments } from './segments.ts';

interface DocumentTextProps {
  document: DocumentDetail;
  passages: Evidence[];
  fact: Span | null;
  /** Shown above the text. */
  children: ReactNode;
}

/** All pages of the text; begins at the first passage and goes to whatever is asked for. */
export function DocumentText({ document, passages: found, fact, children }: DocumentTextProps) {
  const passages = useMemo(() => found.toSorted((a, b) => a.start - b.start), [found]);
  const [current, setCurrent] = useState(() => Math.max(0, passages.indexOf(found[0] as Evidence)));
  const body = useRef<HTMLDivElement>(null);
  const step = (by: number) => setCurrent((before) => (before + by + passages.length) % passages.length);
  useScroll(body, `[data-passage="${current}"]`, passages);
  useScroll(body, '[data-fact]', fact);
  useStepKeys(passages.length > 1 ? step : null);
  return (
    <>
      {passages.length > 1 && (
        <div className="preview-steps">
          <span className="small soft" role="status">
            {strings.preview.passages(current + 1, passages.length)}
          </span>
          <button
            type="button"
            className="button icon"
            aria-label={strings.preview.previous}
            onClick={() => step(-1)}
          >
            <ChevronUp size={16} aria-hidden />
          </button>
          <button
            type="button"
            className="button icon"
            aria-label={strings.preview.next}
            onClick={() => step(1)}
          >
            <ChevronDown size={16} aria-hidden />
          </button>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard. */}
      <section className="scroll preview-body" ref={body} tabIndex={0} aria-label={strings.preview.label}>
        {children}
        {pagesOf(document).map((page) => (
          <section key={page.page} className="sheet" aria-label={strings.preview.page(page.page)}>
            <p className="sheet-number small soft" aria-hidden>
              {strings.preview.page(page.page)}
            </p>
            <div className="sheet-text">
              {segments(page, { passages, fact }).map((segment) => (
                <Piece key={segment.start} segment={segment} text={document.text} current={current} />
              ))}
            </div>
          </section>
        ))}
      </section>
    </>
  );
}

function pagesOf({ pages, text }: DocumentDetail) {
  return pages.length > 0 ? pages : [{ page: 1, start: 0, end: text.length }];
}

interface PieceProps {
  segment: Segment;
  text: string;
  current: number;
}

function Piece({ segment, text, current }: PieceProps) {
  const { start, end, passage, marked, fact } = segment;
  const piece = text.slice(start, end);
  if (passage === null && !fact) return piece;
  const classes = [
    passage !== null && 'passage',
    passage !== null && passage === current && 'current',
    fact && 'fact-here',
  ];
  return (
    <span
      className={classes.filter(Boolean).join(' ')}
      data-passage={passage ?? undefined}
      data-fact={fact || undefined}
    >
      {marked ? <mark>{piece}</mark> : piece}
    </span>
  );
}

/** Brings the first element that fits into the upper third, whenever `reason` is another. */
function useScroll(body: React.RefObject<HTMLElement | null>, selector: string, reason: unknown): void {
  useEffect(() => {
    const target = reason ? body.current?.querySelector(selector) : null;
    if (!body.current || !target) return;
    const offset = target.getBoundingClientRect().top - body.current.getBoundingClientRect().top;
    body.current.scrollBy({ top: offset - body.current.clientHeight / 3 });
  }, [body, selector, reason]);
}

function useStepKeys(step: ((by: number) => void) | null): void {
  const latest = useRef(step);
  latest.current = step;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const writing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'n') latest.current?.(1);
      if (event.key === 'p') latest.current?.(-1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
