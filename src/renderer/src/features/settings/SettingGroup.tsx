import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { SettingEntry } from '../../../../shared/answers.ts';
import { SettingField } from './SettingField.tsx';

interface SettingGroupProps {
  title: string;
  entries: SettingEntry[];
  /** Closed at first, because it is seldom needed. */
  folded?: boolean;
  onSaved(): void;
}

/** Settings that belong together. */
export function SettingGroup({ title, entries, folded = false, onSaved }: SettingGroupProps) {
  const [open, setOpen] = useState(!folded);
  if (entries.length === 0) return null;
  return (
    <section className="card settings">
      {folded ? (
        <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight size={16} aria-hidden />
          <h2>{title}</h2>
        </button>
      ) : (
        <h2>{title}</h2>
      )}
      {open && entries.map((entry) => <SettingField key={entry.key} entry={entry} onSaved={onSaved} />)}
    </section>
  );
}
