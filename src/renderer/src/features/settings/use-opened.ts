import { useEffect, useRef, useState } from 'react';

export interface Opened<T> {
  shown: T | null;
  open(what: T): void;
  close(): void;
}

/** What is open in a window of its own; the focus goes back to the button that opened it. */
export function useOpened<T>(): Opened<T> {
  const [shown, setShown] = useState<T | null>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (shown !== null) return;
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    opener.current = null;
  }, [shown]);
  return {
    shown,
    open: (what) => {
      // One that opens from another takes over its opener.
      opener.current ??= document.activeElement;
      setShown(what);
    },
    close: () => setShown(null),
  };
}
