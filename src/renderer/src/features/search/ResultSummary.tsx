import { formatCount, plural } from '../../format.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';
import { useSearch } from './store.ts';

/** The exact number of people, how they were found, and whether there is news. */
export function ResultSummary() {
  const { result, documents, search } = useSearch();
  const now = useTopic('app.status')?.documents ?? 0;
  if (!result || now === 0) return null;
  const people = strings.search.people(result.total, formatCount(result.total));
  const everybody = result.query === '' && Object.keys(useSearch.getState().filters).length === 0;
  const newer = now - documents;
  return (
    <div className="summary small">
      <strong role="status">{everybody ? strings.search.all(people) : people}</strong>
      {result.mode === 'words' && result.query !== '' && (
        <span className="soft">{strings.search.wordsOnly}</span>
      )}
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
