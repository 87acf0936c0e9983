import { Ban } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { ModeAdvice } from '../../../../shared/cluster.ts';
import { strings } from '../../strings.ts';

interface ModeOptionProps {
  advice: ModeAdvice;
  used: boolean;
  checked: boolean;
  onChoose(): void;
  /** What the mode needs to be told; shown while it is chosen. */
  children: ReactNode;
}

/** One way to keep the index: for whom it is, what it needs and survives, or why it can't be had here. */
export function ModeOption({ advice, used, checked, onChoose, children }: ModeOptionProps) {
  const { mode, title, fits, needs, survives, available, unavailable, recommended } = advice;
  const id = useId();
  const words = strings.engineDialogs.change;
  return (
    <div className="mode">
      <label className="choice">
        <input
          type="radio"
          name="mode"
          checked={checked}
          // Where the program is can be said right here.
          disabled={!available && mode !== 'binary'}
          aria-labelledby={id}
          aria-describedby={`${id}-about`}
          onChange={onChoose}
        />
        <span>
          <span className="mode-title" id={id}>
            <strong>{title}</strong>
            {used && <span className="badge">{words.used}</span>}
            {recommended && <span className="badge accent">{words.recommended}</span>}
          </span>
          <span id={`${id}-about`}>
            {!available && (
              <span className="mode-unavailable">
                <Ban size={14} aria-hidden />
                <span>{unavailable}</span>
              </span>
            )}
            <span>{fits}</span>
            <span className="soft small">
              {needs} {survives}
            </span>
          </span>
        </span>
      </label>
      {checked && children && <Fields>{children}</Fields>}
    </div>
  );
}

/** Comes into sight when its mode is chosen. */
function Fields({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={place} className="mode-fields">
      {children}
    </div>
  );
}
