/** Grey lines where rows will be; shown only after 200 ms. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div className="skeleton" aria-hidden>
      {Array.from({ length: rows }, (_, index) => `line ${index}`).map((line) => (
        <span key={line} className="skeleton-line" />
      ))}
    </div>
  );
}
