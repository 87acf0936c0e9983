import { Check } from 'lucide-react';
import { type SyntheticEvent, useId, useState } from 'react';
import type { SettingEntry } from '../../../../shared/contract.ts';
import { useAction } from '../../hooks/use-action.ts';
import { strings } from '../../strings.ts';

interface SettingFieldProps {
  entry: SettingEntry;
  onSaved(): void;
}

/** One setting; saved when it is left or Enter is pressed. What is refused stays, to be mended. */
export function SettingField({ entry, onSaved }: SettingFieldProps) {
  const { key, value, default: fallback, description } = entry;
  const [written, setWritten] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const save = useAction('settings.set');
  const id = useId();

  const store = async (next: SettingEntry['value']) => {
    const done = await save.run({ key, value: next });
    setSaved(done !== undefined);
    if (done === undefined) return;
    setWritten(null);
    onSaved();
  };
  const onLeave = (event: SyntheticEvent) => {
    event.preventDefault();
    if (written === null) return;
    if (written === String(value)) setWritten(null);
    else void store(typeof value === 'number' ? Number(written) : written);
  };
  return (
    <form className="setting" onSubmit={onLeave}>
      <div>
        <label htmlFor={id}>{strings.settingNames[key] ?? key}</label>
        <p className="soft small" id={`${id}-about`}>
          {description}
        </p>
        {save.error && (
          <p className="bad small" role="alert">
            {save.error.message}
          </p>
        )}
      </div>
      <div className="setting-value">
        {typeof value === 'boolean' ? (
          <input
            id={id}
            type="checkbox"
            checked={value}
            aria-describedby={`${id}-about`}
            onChange={(event) => void store(event.target.checked)}
          />
        ) : (
          <input
            id={id}
            className="field"
            inputMode={typeof value === 'number' ? 'numeric' : 'text'}
            value={written ?? String(value)}
            aria-describedby={`${id}-about`}
            aria-invalid={save.error !== null}
            spellCheck={false}
            onChange={(event) => {
              setSaved(false);
              setWritten(event.target.value);
            }}
            onBlur={onLeave}
          />
        )}
        <p className="small soft" role="status">
          {saved && (
            <span className="setting-saved">
              <Check size={13} aria-hidden /> {strings.settings.saved}
            </span>
          )}
          {!saved && value !== fallback && (
            <button type="button" className="button link small" onClick={() => void store(fallback)}>
              {strings.settings.reset} ({String(fallback)})
            </button>
          )}
        </p>
      </div>
    </form>
  );
}
