import { Search, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { strings } from '../../strings.ts';
import { focusList } from './list-focus.ts';
import { useSearch } from './store.ts';

export function SearchBox() {
  const query = useSearch((state) => state.query);
  const setQuery = useSearch((state) => state.setQuery);
  const search = useSearch((state) => state.search);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' && focusList()) event.preventDefault();
    if (event.key === 'Enter') search();
    if (event.key === 'Escape' && query) {
      event.preventDefault();
      setQuery('');
    }
  };
  return (
    <search className="search-box">
      <Search size={18} aria-hidden />
      <input
        id="search-box"
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={strings.search.label}
        placeholder={strings.search.placeholder}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {query ? (
        <button
          type="button"
          className="button icon"
          aria-label={strings.actions.clear}
          onClick={() => setQuery('')}
        >
          <X size={16} aria-hidden />
        </button>
      ) : (
        <kbd aria-hidden>/</kbd>
      )}
    </search>
  );
}
