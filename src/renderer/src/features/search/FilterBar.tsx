import { ChevronDown, X } from 'lucide-react';
import { type KeyboardEvent, type ToggleEvent, useEffect, useRef } from 'react';
import type { SearchResult } from '../../../../shared/model.ts';
import { formatCount, plural } from '../../format.ts';
import { strings } from '../../strings.ts';
import { choices, chosenIn, FACETS, type Facet, labelOf, toggle } from './filters.ts';
import { useSearch } from './store.ts';

export function FilterBar() {
  const { filters, result, setFilters } = useSearch();
  if (!result || (result.total === 0 && result.query === '' && Object.keys(filters).length === 0))
    return null;
  const chips = FACETS.flatMap((facet) => chosenIn(facet, filters).map((value) => ({ facet, value })));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out in a row with the chips.
    <div className="filters" role="group" aria-label={strings.filters.label}>
      {FACETS.map((facet) => (
        <FacetMenu key={facet} facet={facet} result={result} />
      ))}
      {chips.map(({ facet, value }) => (
        <button
          key={`${facet} ${value}`}
          type="button"
          className="chip"
          aria-label={strings.filters.remove(labelOf(facet, value))}
          title={facet === 'folder' ? value : undefined}
          onClick={() => setFilters(toggle(facet, value, filters))}
        >
          {labelOf(facet, value)}
          <X size={13} aria-hidden />
        </button>
      ))}
    </div>
  );
}

function FacetMenu({ facet, result }: { facet: Facet; result: SearchResult }) {
  const { filters, setFilters } = useSearch();
  const menu = useRef<HTMLDetailsElement>(null);
  useCloseOutside(menu);
  const options = choices(facet, filters, result);
  const unknown = result.unknown[facet] ?? 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !menu.current?.open) return;
    event.preventDefault();
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  };
  return (
    <details ref={menu} name="facet" className="facet" onKeyDown={onKeyDown} onToggle={keepInView}>
      <summary className="button quiet">
        {strings.filters[facet]}
        <ChevronDown size={14} aria-hidden />
      </summary>
      <div className="facet-panel">
        {options.length === 0 && <p className="soft small">{strings.filters.none}</p>}
        {options.map((option) => (
          <label key={option.value} className="facet-choice" title={option.value}>
            <input
              type="checkbox"
              checked={option.chosen}
              onChange={() => setFilters(toggle(facet, option.value, filters))}
            />
            <span>{option.label}</span>
            <span className="soft small">{option.count === null ? '' : formatCount(option.count)}</span>
          </label>
        ))}
        {unknown > 0 && facet !== 'language' && (
          <p className="soft small">
            {strings.filters.notKnownCount(plural(unknown, 'person', 'people'))}
            {'. '}
            {strings.filters.notFilterable}
          </p>
        )}
      </div>
    </details>
  );
}

/** A panel that would reach beyond the window opens towards the left. */
function keepInView({ currentTarget }: ToggleEvent<HTMLDetailsElement>): void {
  const panel = currentTarget.querySelector('.facet-panel');
  if (!(panel instanceof HTMLElement)) return;
  panel.style.translate = '';
  const over = panel.getBoundingClientRect().right + 8 - window.innerWidth;
  if (currentTarget.open && over > 0) panel.style.translate = `${-over}px`;
}

function useCloseOutside(menu: React.RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const close = (event: Event) => {
      const details = menu.current;
      if (details?.open && !details.contains(event.target as Node)) details.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
    };
  }, [menu]);
}
