import { useEffect } from 'react';
import { type Place, useNavigation } from '../navigation.ts';

const PLACE_KEYS: Record<string, Place> = { s: 'search', i: 'intake', p: 'problems', e: 'settings' };
/** After `g`, the letter of a place counts for this long. */
const CHORD_MS = 1000;

/** Keys that work everywhere; what belongs to one part is handled there. */
export function useShortcuts(): void {
  useEffect(() => {
    const onPlaceKey = placeChord();
    const onKey = (event: KeyboardEvent) => {
      if (isTakenElsewhere(event)) return;
      if (event.key === 'Escape') useNavigation.getState().show(null);
      if (isWriting(event.target)) return;
      if (!onPlaceKey(event.key)) SINGLE_KEYS[event.key]?.(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** `g` and then the letter of a place: true when the key has led to one. */
function placeChord(): (key: string) => boolean {
  let until = 0;
  return (key) => {
    const place = Date.now() < until ? PLACE_KEYS[key] : undefined;
    until = key === 'g' ? Date.now() + CHORD_MS : 0;
    if (place) useNavigation.getState().open(place);
    return place !== undefined;
  };
}

const SINGLE_KEYS: Record<string, (event: KeyboardEvent) => void> = {
  '?': () => useNavigation.getState().setHelp(true),
  '/': (event) => {
    event.preventDefault();
    useNavigation.getState().open('search');
    // The box may only be there after the place has changed.
    requestAnimationFrame(() => document.getElementById('search-box')?.focus());
  },
};

function isTakenElsewhere(event: KeyboardEvent): boolean {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  return modified || event.defaultPrevented || document.querySelector('dialog[open]') !== null;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');
}
