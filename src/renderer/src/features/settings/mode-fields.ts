import type { EngineChoice } from '../../../../shared/answers.ts';
import type { Input } from '../../../../shared/contract.ts';
import type { EngineMode } from '../../../../shared/model.ts';

/** What a person writes about an engine, as it is written. */
export interface ModeFields {
  bin: string;
  urls: string;
  apiKey: string;
  caFile: string;
}

export function fieldsOf(choice: EngineChoice | null): ModeFields {
  return {
    bin: choice?.bin ?? '',
    urls: choice?.urls.join('\n') ?? '',
    apiKey: '',
    caFile: choice?.caFile ?? '',
  };
}

/** Addresses one on each line, or with commas or spaces between them. */
export const urlsIn = (text: string): string[] => text.split(/[\s,]+/).filter((url) => url !== '');

/** What `engine.use` is called with: only what the mode needs, and nothing that was left empty. */
export function engineInput(mode: EngineMode, fields: ModeFields): Input<'engine.use'> {
  const bin = fields.bin.trim();
  const apiKey = fields.apiKey.trim();
  const caFile = fields.caFile.trim();
  if (mode === 'binary') return { mode, ...(bin && { bin }) };
  if (mode !== 'remote') return { mode };
  return { mode, urls: urlsIn(fields.urls), ...(apiKey && { apiKey }), ...(caFile && { caFile }) };
}
