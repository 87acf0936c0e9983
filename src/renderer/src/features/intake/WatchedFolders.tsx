import { Notice } from '../../components/Notice.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useReloadOn } from '../../hooks/use-reload-on.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';

export function WatchedFolders() {
  const { data, reload } = useCommand('ingest.watched', {});
  const unwatch = useAction('ingest.unwatch');
  useReloadOn(useTopic('ingest.progress')?.jobId, reload);
  if (!data || data.length === 0) return null;
  return (
    <section className="card watched">
      <h2>{strings.intake.watched}</h2>
      {unwatch.error && <Notice kind="failed">{unwatch.error.message}</Notice>}
      <ul>
        {data.map(({ path }) => (
          <li key={path}>
            <span className="path">{path}</span>
            <button
              type="button"
              className="button quiet"
              onClick={() => void unwatch.run({ folder: path }).then(reload)}
            >
              {strings.intake.unwatch}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
