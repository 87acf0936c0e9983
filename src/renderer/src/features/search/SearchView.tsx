import { useEffect } from 'react';
import { Notice } from '../../components/Notice.tsx';
import { useConnected } from '../../hooks/use-connection.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { useNavigation } from '../../navigation.ts';
import '../../styles/search.css';
import { Skeleton } from '../../components/Skeleton.tsx';
import { strings } from '../../strings.ts';
import { FilterBar } from './FilterBar.tsx';
import { ResultList } from './ResultList.tsx';
import { ResultSummary } from './ResultSummary.tsx';
import { SearchBox } from './SearchBox.tsx';
import { NeverUsed, NobodyMatches } from './SearchEmpty.tsx';
import { useSearch } from './store.ts';

export function SearchView() {
  useSearchOnConnection();
  return (
    <>
      <header className="search-head">
        <h1 className="visually-hidden">{strings.search.title}</h1>
        <SearchBox />
        <FilterBar />
        <ResultSummary />
      </header>
      <Results />
    </>
  );
}

function Results() {
  const { result, error, search } = useSearch();
  const documents = useTopic('app.status')?.documents;
  if (error) {
    return (
      <div className="page">
        <Notice kind="failed">
          <span>{error.message}</span>
          <button type="button" className="button link" onClick={search}>
            {strings.actions.retry}
          </button>
        </Notice>
      </div>
    );
  }
  if (documents === 0) return <NeverUsed />;
  if (!result) return <Skeleton rows={8} />;
  return result.total === 0 ? <NobodyMatches /> : <ResultList />;
}

/**
 * Asks whenever the screen opens, as CVs may have come in meanwhile, and when a lost connection is
 * back; and while there is nobody to show, again as they come in.
 */
function useSearchOnConnection(): void {
  const connected = useConnected();
  const nobody = useSearch((state) => !state.result || state.result.total === 0);
  const arrived = useTopic('app.status')?.documents ?? 0;
  const round = nobody ? arrived : -1;
  useEffect(() => {
    if (connected) useSearch.getState().search();
  }, [connected]);
  useEffect(() => {
    if (round > 0) useSearch.getState().search();
  }, [round]);
  useEffect(() => () => useNavigation.getState().show(null), []);
}
