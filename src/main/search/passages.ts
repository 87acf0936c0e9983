import type { Evidence } from '../../shared/model.ts';
import type { Span } from '../../shared/notation.ts';
import { bestPassage, type DocumentText, type Mark, segmentsOf, toEvidence } from './evidence.ts';
import type { Marker } from './marks.ts';

const MOST_PASSAGES = 3;

/** The passages that say why a document is here: where its words stand, and what is nearest in meaning. */
export function passagesOf(document: DocumentText, marker: Marker, chunk: Span | null): Evidence[] {
  const marks = marker.marksIn(document.text);
  const byWords = wordPassages(document, marks);
  const byMeaning = chunk && meaningPassage(document.text, chunk, marks);
  if (!byMeaning) return byWords.map((span) => toEvidence(document, span, 'words', marks));
  const coinciding = byWords.findIndex((span) => span.start < byMeaning.end && byMeaning.start < span.end);
  const evidence = byWords.map((span, index) =>
    toEvidence(document, span, index === coinciding ? 'both' : 'words', marks),
  );
  if (coinciding < 0)
    evidence.splice(MOST_PASSAGES - 1, 1, toEvidence(document, byMeaning, 'meaning', marks));
  return evidence;
}

/** The best passage, then others only as far as they have words that were not shown yet. */
function wordPassages({ text }: DocumentText, marks: Mark[]): Span[] {
  const passages: Span[] = [];
  if (marks.length === 0) return passages;
  const segments = segmentsOf(text);
  let left = marks;
  while (passages.length < MOST_PASSAGES && left.length > 0) {
    const passage = bestPassage(segments, left);
    if (!passage) break;
    passages.push(passage);
    const shown = new Set(
      left.filter((mark) => mark.start >= passage.start && mark.end <= passage.end).map((m) => m.word),
    );
    left = left.filter((mark) => !shown.has(mark.word));
  }
  return passages;
}

/** One to three lines of the chunk: those with words of the query, else its beginning. */
function meaningPassage(text: string, chunk: Span, marks: Mark[]): Span | null {
  const segments = segmentsOf(text, chunk.start, chunk.end);
  const first = segments[0];
  if (!first) return null;
  return (
    bestPassage(segments, marks) ?? {
      start: first.start,
      end: segments[Math.min(2, segments.length - 1)]?.end ?? first.end,
    }
  );
}
