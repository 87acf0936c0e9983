import { ExternalLink, X } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import type { DocumentDetail } from '../../../../shared/model.ts';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatBytes, formatLanguage, splitPath } from '../../format.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { type Preview, useNavigation } from '../../navigation.ts';
import { strings } from '../../strings.ts';
import '../../styles/preview.css';
import { DocumentText } from './DocumentText.tsx';
import { Facts } from './Facts.tsx';
import { usePaneWidth } from './use-pane-width.ts';

/** The document beside the list, with the passages that made it a hit marked in its text. */
export function PreviewPane({ preview }: { preview: Preview }) {
  const show = useNavigation((state) => state.show);
  const { data, error } = useCommand('documents.show', { documentId: preview.documentId });
  const { width, separator } = usePaneWidth();
  return (
    <aside
      className="preview"
      aria-label={strings.preview.label}
      style={{ '--width': `${width}px` } as CSSProperties}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has the focus and a value. */}
      <div
        className="preview-separator"
        role="separator"
        aria-label={strings.preview.resize}
        {...separator}
      />
      <header className="preview-head">
        <div>
          <h2>{preview.name || strings.search.noName}</h2>
          {data && <p className="soft small">{describe(data)}</p>}
        </div>
        {data && <OriginalLink document={data} page={preview.evidence[0]?.page} />}
        <button
          type="button"
          className="button icon"
          aria-label={strings.actions.close}
          onClick={() => show(null)}
        >
          <X size={18} aria-hidden />
        </button>
      </header>
      {preview.documents.length > 1 && <OtherDocuments preview={preview} />}
      {error && (
        <div className="preview-part">
          <Notice kind="failed">{error.code === 'not_found' ? strings.preview.gone : error.message}</Notice>
        </div>
      )}
      {!data && !error && <Skeleton rows={10} />}
      {data && <Content document={data} preview={preview} />}
    </aside>
  );
}

function Content({ document, preview }: { document: DocumentDetail; preview: Preview }) {
  const [fact, setFact] = useState<{ start: number; end: number } | null>(null);
  if (document.needsOcr || document.text === '') {
    return (
      <div className="preview-part">
        <Notice kind="info">{strings.preview.scan}</Notice>
        <Paths paths={document.paths} />
      </div>
    );
  }
  // Only the document that was found has the passages.
  const found = preview.evidence.every(({ start, text }) => document.text.startsWith(text, start));
  return (
    <DocumentText document={document} passages={found ? preview.evidence : []} fact={fact}>
      <Facts fields={document.fields} onChoose={setFact} />
      <Paths paths={document.paths} />
    </DocumentText>
  );
}

function Paths({ paths }: { paths: string[] }) {
  return (
    <section className="preview-part">
      <h3>{strings.preview.where}</h3>
      {paths.map((path) => (
        <p key={path} className="path soft small">
          {path}
        </p>
      ))}
    </section>
  );
}

function OtherDocuments({ preview }: { preview: Preview }) {
  const show = useNavigation((state) => state.show);
  return (
    <nav className="preview-documents" aria-label={strings.preview.documents}>
      {preview.documents.map(({ documentId, path }) => (
        <button
          key={documentId}
          type="button"
          className="chip"
          title={path}
          aria-current={documentId === preview.documentId}
          onClick={() => show({ ...preview, documentId })}
        >
          {splitPath(path).name}
        </button>
      ))}
    </nav>
  );
}

function OriginalLink({ document, page }: { document: DocumentDetail; page: number | undefined }) {
  const { data: capabilities } = useCommand('app.capabilities', {});
  if (!capabilities) return null;
  const url = capabilities.fileUrl.replace('{documentId}', encodeURIComponent(document.documentId));
  const target = document.format === 'pdf' && page ? `${url}#page=${page}` : url;
  return (
    <a
      className="button icon"
      href={target}
      target="_blank"
      rel="noreferrer"
      aria-label={strings.preview.open}
      title={strings.preview.open}
    >
      <ExternalLink size={17} aria-hidden />
    </a>
  );
}

function describe({ format, pages, language, sizeBytes }: DocumentDetail): string {
  return [
    strings.formats[format],
    strings.preview.pages(Math.max(1, pages.length)),
    language && formatLanguage(language),
    formatBytes(sizeBytes),
  ]
    .filter(Boolean)
    .join(' · ');
}
