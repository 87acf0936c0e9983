import { Check } from 'lucide-react';
import { type SyntheticEvent, useId, useState } from 'react';
import type { SettingEntry } from '../../../../shared/answers.ts';
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
        <SettingInput
          entry={entry}
          id={id}
          written={written}
          invalid={save.error !== null}
          onWrite={(text) => {
            setSaved(false);
            setWritten(text);
          }}
          onChoose={(next) => void store(next)}
          onLeave={onLeave}
        />
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

interface SettingInputProps {
  entry: SettingEntry;
  id: string;
  written: string | null;
  invalid: boolean;
  onWrite(text: string): void;
  onChoose(value: SettingEntry['value']): void;
  onLeave(event: SyntheticEvent): void;
}

/** A list where the values can be listed, a box to tick for yes and no, else a field to write in. */
function SettingInput({ entry, id, written, invalid, onWrite, onChoose, onLeave }: SettingInputProps) {
  const { value, choices } = entry;
  const about = `${id}-about`;
  if (choices) {
    return (
      <select
        id={id}
        className="field"
        value={String(value)}
        aria-describedby={about}
        onChange={(event) => onChoose(event.target.value)}
      >
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  if (typeof value === 'boolean') {
    return (
      <input
        id={id}
        type="checkbox"
        checked={value}
        aria-describedby={about}
        onChange={(event) => onChoose(event.target.checked)}
      />
    );
  }
  return (
    <input
      id={id}
      className="field"
      inputMode={typeof value === 'number' ? 'numeric' : 'text'}
      value={written ?? String(value)}
      aria-describedby={about}
      aria-invalid={invalid}
      spellCheck={false}
      onChange={(event) => onWrite(event.target.value)}
      onBlur={onLeave}
    />
  );
}
