import { ArrowDown } from 'lucide-react';
import { memo, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { strings } from '../../strings.ts';
import type { ShownLine } from './log-lines.ts';
import { useLogs } from './use-logs.ts';

interface LogViewProps {
  node: string | null;
  paused: boolean;
  /** Whether lines say whose they are. */
  names: boolean;
}

const words = strings.engine.logs;
const time = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });
/** Nearer to the end than this counts as at the end. */
const END_PX = 24;

/** Stays at the end as lines come, unless somebody has scrolled up to read. */
export function LogView({ node, paused, names }: LogViewProps) {
  const { lines, error } = useLogs(node, paused);
  const body = useRef<HTMLElement>(null);
  const { following, onScroll, toEnd } = useFollow(body, lines);
  return (
    <div className="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard. */}
      <section className="log" ref={body} tabIndex={0} aria-label={words.title} onScroll={onScroll}>
        {lines === null && <Skeleton rows={6} />}
        {lines?.length === 0 && <p className="soft log-empty">{words.empty}</p>}
        {lines?.map((line) => (
          <Line key={line.id} line={line} named={names && node === null} />
        ))}
      </section>
      {!following && (
        <button type="button" className="button log-end" onClick={toEnd}>
          <ArrowDown size={15} aria-hidden />
          {words.end}
        </button>
      )}
      <p className="soft small" role="status">
        {paused ? words.paused : words.live}
      </p>
      {error && (
        <Notice kind="failed">
          <span className="notice-text">{error.message}</span>
        </Notice>
      )}
    </div>
  );
}

const Line = memo(function Line({ line: { at, node, text }, named }: { line: ShownLine; named: boolean }) {
  return (
    <p>
      <span className="log-time">{at > 0 ? time.format(at) : ''}</span>
      {named && <span className="log-node">{node}</span>}
      <span className="log-text">{text}</span>
    </p>
  );
});

function useFollow(body: RefObject<HTMLElement | null>, lines: ShownLine[] | null) {
  const [following, setFollowing] = useState(true);
  const toEnd = () => {
    setFollowing(true);
    if (body.current) body.current.scrollTop = body.current.scrollHeight;
    // The button that was pressed goes away.
    body.current?.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines make it longer.
  useLayoutEffect(() => {
    if (following && body.current) body.current.scrollTop = body.current.scrollHeight;
  }, [body, lines, following]);
  const onScroll = () => {
    const { current } = body;
    if (!current) return;
    setFollowing(current.scrollHeight - current.scrollTop - current.clientHeight < END_PX);
  };
  return { following, onScroll, toEnd };
}
