import { useId } from 'react';
import { firstFocus } from './first-focus.ts';

interface TextFieldProps {
  label: string;
  /** Null: none, and no room for one. */
  hint: string | null;
  value: string;
  onChange(value: string): void;
  /** `lines`: one entry on each. `secret`: not shown as it is written. */
  kind?: 'line' | 'lines' | 'secret';
  /** Has the focus when its window opens. */
  first?: boolean;
  /** What is wrong with what is written. */
  error?: string | null;
}

/** A field of a form with its label and hint. */
export function TextField(props: TextFieldProps) {
  const { label, hint, value, onChange, kind = 'line', first = false, error = null } = props;
  const id = useId();
  const common = {
    id,
    className: 'field',
    value,
    spellCheck: false,
    autoComplete: 'off',
    'aria-describedby': hint === null ? undefined : `${id}-about`,
    'aria-invalid': error !== null || undefined,
  };
  return (
    <div className="text-field">
      <label htmlFor={id}>{label}</label>
      {kind === 'lines' ? (
        <textarea {...common} rows={2} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input
          {...common}
          ref={first ? firstFocus : undefined}
          type={kind === 'secret' ? 'password' : 'text'}
          // A browser would otherwise offer a password of its own.
          autoComplete={kind === 'secret' ? 'new-password' : 'off'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {hint !== null && (
        <p id={`${id}-about`} className="soft small">
          {error === null ? hint : <span className="bad">{error}</span>}
        </p>
      )}
    </div>
  );
}
