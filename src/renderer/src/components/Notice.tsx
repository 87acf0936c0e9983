import { Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  kind: 'failed' | 'warn' | 'info';
  children: ReactNode;
}

/** One sentence with its sign; failures are read out at once. */
export function Notice({ kind, children }: NoticeProps) {
  const Icon = kind === 'info' ? Info : TriangleAlert;
  return (
    <div className={`notice ${kind}`} role={kind === 'failed' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden />
      {children}
    </div>
  );
}
