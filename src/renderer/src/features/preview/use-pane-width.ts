import { type HTMLAttributes, type KeyboardEvent, type PointerEvent, useState } from 'react';

const KEY = 'preview-width';
const LEAST = 300;
const STEP = 24;

interface PaneWidth {
  width: number;
  /** For the bar between the list and the pane: moved with the mouse or the arrow keys. */
  separator: HTMLAttributes<HTMLElement>;
}

/** The width is kept for the next time. */
export function usePaneWidth(): PaneWidth {
  const [width, setWidth] = useState(() =>
    limit(Number(localStorage.getItem(KEY)) || window.innerWidth * 0.36),
  );
  const change = (next: number) => {
    setWidth(limit(next));
    localStorage.setItem(KEY, String(Math.round(limit(next))));
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) change(window.innerWidth - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') change(width + STEP);
    if (event.key === 'ArrowRight') change(width - STEP);
  };
  return {
    width,
    separator: {
      tabIndex: 0,
      'aria-orientation': 'vertical',
      'aria-valuenow': Math.round(width),
      'aria-valuemin': LEAST,
      'aria-valuemax': Math.round(window.innerWidth * 0.6),
      onPointerDown: (event) => event.currentTarget.setPointerCapture(event.pointerId),
      onPointerMove,
      onKeyDown,
    },
  };
}

const limit = (width: number) => Math.max(LEAST, Math.min(width, window.innerWidth * 0.6));
