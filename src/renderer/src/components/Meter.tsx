interface MeterProps {
  label: string;
  done: number;
  total: number;
  /** Paused or over. */
  still?: boolean;
}

export function Meter({ label, done, total, still = false }: MeterProps) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div
      className={still ? 'meter still' : 'meter'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(total, 1)}
      aria-valuenow={done}
    >
      <span className="meter-done" style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
