import type { DocumentDetail } from '../../../../shared/model.ts';
import { strings } from '../../strings.ts';

interface FactsProps {
  fields: DocumentDetail['fields'];
  onChoose(span: { start: number; end: number }): void;
}

/** What was read out of the text, each with the place it comes from. */
export function Facts({ fields, onChoose }: FactsProps) {
  if (fields.length === 0) return null;
  return (
    <section className="preview-part">
      <h3>{strings.preview.facts}</h3>
      <ul className="facts">
        {fields.map(({ key, value, page, start, end }) => (
          <li key={`${key} ${start}`}>
            {/* A new object each time, so that the same fact can be gone to twice. */}
            <button type="button" onClick={() => onChoose({ start, end })}>
              <span className="soft">{strings.facts[key] ?? key}</span>
              <span className="fact-value">{value}</span>
              <span className="soft small">{strings.preview.factAt(page)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
