import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface ActionButtonProps {
  onClick(): void;
  /** Not possible now. It keeps its place and the focus, which a disabled button would lose. */
  blocked?: boolean;
  kind?: 'primary' | 'danger' | 'quiet' | 'icon' | undefined;
  icon?: LucideIcon | undefined;
  /** Where the icon alone does not say it. */
  label?: string | undefined;
  children?: ReactNode;
}

export function ActionButton({
  onClick,
  blocked = false,
  kind,
  icon: Icon,
  label,
  children,
}: ActionButtonProps) {
  return (
    <button
      type="button"
      className={kind ? `button ${kind}` : 'button'}
      aria-disabled={blocked || undefined}
      aria-label={label}
      title={label}
      onClick={() => {
        if (!blocked) onClick();
      }}
    >
      {Icon && <Icon size={15} aria-hidden />}
      {children}
    </button>
  );
}
