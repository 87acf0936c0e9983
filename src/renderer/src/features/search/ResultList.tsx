import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Hit } from '../../../../shared/model.ts';
import { useNavigation } from '../../navigation.ts';
import { strings } from '../../strings.ts';
import { distinctDocuments } from './distinct.ts';
import { LIST_ID } from './list-focus.ts';
import { optionId, ResultRow } from './ResultRow.tsx';
import { useSearch } from './store.ts';

/** All people found, page after page; rows out of sight cost nothing (content-visibility). */
export function ResultList() {
  const { hits, result, selected, select, more } = useSearch();
  const preview = useNavigation((state) => state.preview);
  const choose = (hit: Hit) => {
    select(hit.candidateId);
    document.getElementById(optionId(hit.candidateId))?.scrollIntoView({ block: 'nearest' });
    if (preview) openPreview(hit);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = hits.findIndex((hit) => hit.candidateId === selected);
    const next = hits[nextIndex(event.key, index, hits.length)];
    const current = hits[index];
    if (next) choose(next);
    else if ((event.key === 'Enter' || event.key === ' ') && current) openPreview(current);
    else if (event.key === 'ArrowUp') document.getElementById('search-box')?.focus();
    else return;
    event.preventDefault();
  };
  const onFocus = () => {
    if (selected === null && hits[0]) select(hits[0].candidateId);
  };
  return (
    <div className="scroll">
      <div
        id={LIST_ID}
        className="people"
        role="listbox"
        tabIndex={0}
        aria-label={strings.search.results}
        aria-activedescendant={selected ? optionId(selected) : undefined}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        {hits.map((hit) => (
          <ResultRow
            key={hit.candidateId}
            hit={hit}
            selected={hit.candidateId === selected}
            onOpen={() => {
              select(hit.candidateId);
              openPreview(hit);
            }}
          />
        ))}
      </div>
      {result && hits.length < result.total && <MoreWhenSeen key={hits.length} onSeen={more} />}
    </div>
  );
}

function nextIndex(key: string, index: number, length: number): number {
  if (key === 'ArrowDown') return Math.min(index + 1, length - 1);
  if (key === 'ArrowUp') return index - 1;
  if (key === 'PageDown') return Math.min(index + 8, length - 1);
  if (key === 'PageUp') return Math.max(index - 8, 0);
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : -1;
}

function openPreview(hit: Hit): void {
  const [document] = hit.documents;
  if (!document) return;
  useNavigation.getState().show({
    documentId: document.documentId,
    name: hit.name,
    evidence: hit.evidence,
    documents: distinctDocuments(hit),
  });
}

/** Asks for the next page shortly before its place is reached. */
function MoreWhenSeen({ onSeen }: { onSeen(): void }) {
  const place = useRef<HTMLButtonElement>(null);
  const seen = useRef(onSeen);
  seen.current = onSeen;
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) seen.current();
      },
      // The margin counts only towards the element that scrolls.
      { root: place.current.closest('.scroll'), rootMargin: '800px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return (
    <button ref={place} type="button" className="button quiet more" onClick={onSeen}>
      {strings.actions.more}
    </button>
  );
}
