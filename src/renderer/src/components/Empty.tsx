import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** A list without rows: why, and what to do next. */
export function Empty({ icon: Icon, title, hint, children }: EmptyProps) {
  return (
    <div className="empty">
      <Icon size={28} aria-hidden />
      <h2>{title}</h2>
      {hint && <p className="soft">{hint}</p>}
      {children}
    </div>
  );
}
