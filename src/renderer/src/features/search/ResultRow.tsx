import { memo } from 'react';
import type { Evidence, Hit } from '../../../../shared/model.ts';
import { MarkedText } from '../../components/MarkedText.tsx';
import { formatDay, splitPath } from '../../format.ts';
import { strings } from '../../strings.ts';
import { distinctDocuments } from './distinct.ts';
import { excerpt } from './excerpt.ts';

/** As many quotes as say why, without pushing the next person out of sight. */
const QUOTES = 2;

export const optionId = (candidateId: string) => `person-${candidateId}`;

interface ResultRowProps {
  hit: Hit;
  selected: boolean;
  onOpen(): void;
}

export const ResultRow = memo(Row, (a, b) => a.hit === b.hit && a.selected === b.selected);

function Row({ hit, selected, onOpen }: ResultRowProps) {
  const { email, phone, format, date } = hit.fields;
  const contact = [email, phone].filter(Boolean).join(' · ');
  const path = hit.documents[0]?.path ?? '';
  const more = moreOf(hit);
  return (
    // The list has the focus and the keys (aria-activedescendant); a click is the mouse's way to Enter.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    <div
      id={optionId(hit.candidateId)}
      className="person"
      role="option"
      aria-selected={selected}
      onClick={onOpen}
    >
      <div className="person-head">
        <strong className="person-name">{hit.name || strings.search.noName}</strong>
        <span className="person-contact soft">{contact}</span>
        <span className="soft small person-source" title={path}>
          {[strings.formats[format], date === null ? null : formatDay(date)].filter(Boolean).join(' · ')}
        </span>
      </div>
      {hit.evidence.slice(0, QUOTES).map((evidence) => (
        <Quote key={`${evidence.start}-${evidence.end}`} evidence={evidence} />
      ))}
      {hit.evidence.length === 0 && <p className="quote soft">{splitPath(path).name}</p>}
      {more.length > 0 && <p className="soft small">{more.join(' · ')}</p>}
    </div>
  );
}

/** Other documents of the person, and other places of the same. */
function moreOf(hit: Hit): string[] {
  const documents = distinctDocuments(hit).length;
  const copies = hit.documents.length - documents;
  return [
    ...(documents > 1 ? [strings.search.moreDocuments(documents - 1)] : []),
    ...(copies > 0 ? [strings.search.copies(copies)] : []),
  ];
}

function Quote({ evidence }: { evidence: Evidence }) {
  const { text, marks } = excerpt(evidence);
  return (
    <p className="quote">
      <q>
        <MarkedText text={text} marks={marks} />
      </q>
      <span className="soft small quote-source">
        {strings.search.page(evidence.page)}
        {evidence.matched === 'meaning' && ` · ${strings.search.meaning}`}
      </span>
    </p>
  );
}
