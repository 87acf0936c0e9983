import type { SettingEntry } from '../../../../shared/answers.ts';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatBytes, formatCount } from '../../format.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';
import '../../styles/settings.css';
import { EngineSection } from './EngineSection.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import { SettingGroup } from './SettingGroup.tsx';

export function SettingsView() {
  const { data, error, reload } = useCommand('settings.get', {});
  return (
    <div className="scroll">
      <div className="page">
        <h1>{strings.settings.title}</h1>
        <EngineSection />
        <PlanPanel />
        {error && <Notice kind="failed">{error.message}</Notice>}
        {!data && !error && <Skeleton rows={8} />}
        {data && (
          <>
            <SettingGroup
              title={strings.engine.settings}
              entries={data.filter(ofEngine)}
              onSaved={reload}
              folded
            />
            <SettingGroup
              title={strings.engine.otherSettings}
              entries={data.filter((entry) => !ofEngine(entry))}
              onSaved={reload}
            />
          </>
        )}
        <About />
      </div>
    </div>
  );
}

const ofEngine = ({ key }: SettingEntry) => key.startsWith('engine.');

function About() {
  const status = useTopic('app.status');
  const { data: capabilities } = useCommand('app.capabilities', {});
  if (!status) return null;
  const { engine } = status;
  const rows: [string, string][] = [
    [strings.settings.documents, formatCount(status.documents)],
    [strings.settings.model, `${engine.model}, ${strings.modelStates[engine.modelState]}`],
    [strings.settings.data, status.dataDir || strings.settings.memory],
    [strings.settings.size, formatBytes(status.sizeBytes)],
    [strings.settings.version, capabilities?.version ?? ''],
  ];
  return (
    <section className="card about">
      <h2>{strings.settings.about}</h2>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt className="soft">{name}</dt>
            <dd className="path">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
