import type { SearchResult, Status } from '../../../../shared/model.ts';
import { formatCount, formatShare, plural } from '../../format.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';
import { useSearch } from './store.ts';

/** The exact number of people, how they were found, and whether there is news. */
export function ResultSummary() {
  const { result, documents, search } = useSearch();
  const status = useTopic('app.status');
  const now = status?.documents ?? 0;
  if (!result || now === 0) return null;
  const people = strings.search.people(result.total, formatCount(result.total));
  const everybody = result.query === '' && Object.keys(useSearch.getState().filters).length === 0;
  const newer = now - documents;
  return (
    <div className="summary small">
      <strong role="status">{everybody ? strings.search.all(people) : people}</strong>
      {result.query !== '' && <span className="soft">{coverage(result, status)}</span>}
      {newer > 0 && (
        <span className="soft">
          {strings.search.newer(plural(newer, 'CV', 'CVs'))}{' '}
          <button type="button" className="button link" onClick={search}>
            {strings.search.update}
          </button>
        </span>
      )}
    </div>
  );
}

/** What search by meaning could not look at yet; empty when it saw everything. */
function coverage({ mode }: SearchResult, status: Status | undefined): string {
  if (mode === 'words') return strings.search.wordsOnly;
  if (!status || status.embedded >= status.chunks) return '';
  return strings.search.partly(formatShare(status.embedded, status.chunks));
}
