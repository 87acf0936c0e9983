import { FolderInput, UserRoundSearch } from 'lucide-react';
import { Empty } from '../../components/Empty.tsx';
import { useNavigation } from '../../navigation.ts';
import { strings } from '../../strings.ts';
import { useSearch } from './store.ts';

export function NeverUsed() {
  const open = useNavigation((state) => state.open);
  return (
    <Empty icon={FolderInput} title={strings.search.neverTitle} hint={strings.search.neverHint}>
      <button type="button" className="button primary" onClick={() => open('intake')}>
        {strings.search.neverAction}
      </button>
    </Empty>
  );
}

/** Says what is in the way and offers to take it away. */
export function NobodyMatches() {
  const { filters, result, setFilters } = useSearch();
  const filtered = Object.keys(filters).length > 0;
  const wordsOnly = result?.mode === 'words' && result.query !== '';
  const hint = wordsOnly
    ? `${strings.search.emptyQuery} ${strings.search.emptyMeaning}`
    : strings.search.emptyQuery;
  return (
    <Empty
      icon={UserRoundSearch}
      title={strings.search.emptyTitle}
      hint={filtered ? strings.search.emptyFilters : hint}
    >
      {filtered && (
        <button type="button" className="button" onClick={() => setFilters({})}>
          {strings.search.clearFilters}
        </button>
      )}
    </Empty>
  );
}
