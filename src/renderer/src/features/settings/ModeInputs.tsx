import type { EngineMode } from '../../../../shared/model.ts';
import { strings } from '../../strings.ts';
import type { ModeFields } from './mode-fields.ts';
import { TextField } from './TextField.tsx';

interface ModeInputsProps {
  mode: EngineMode;
  fields: ModeFields;
  hasApiKey: boolean;
  /** Something that is needed has not been written. */
  incomplete: boolean;
  onChange(changed: Partial<ModeFields>): void;
}

const words = strings.engineDialogs.fields;

export function ModeInputs({ mode, fields, hasApiKey, incomplete, onChange }: ModeInputsProps) {
  if (mode === 'binary') {
    return (
      <TextField
        label={words.bin}
        hint={words.binHint}
        value={fields.bin}
        onChange={(bin) => onChange({ bin })}
      />
    );
  }
  return (
    <>
      <TextField
        label={words.urls}
        hint={words.urlsHint}
        kind="lines"
        value={fields.urls}
        error={incomplete ? words.urlsMissing : null}
        onChange={(urls) => onChange({ urls })}
      />
      <TextField
        label={words.apiKey}
        hint={hasApiKey ? words.keyKept : words.keyHint}
        kind="secret"
        value={fields.apiKey}
        onChange={(apiKey) => onChange({ apiKey })}
      />
      <TextField
        label={words.caFile}
        hint={words.caHint}
        value={fields.caFile}
        onChange={(caFile) => onChange({ caFile })}
      />
    </>
  );
}
