import { useEffect, useRef } from 'react';
import type { ClusterStatus } from '../../../../shared/cluster.ts';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useTopic } from '../../hooks/use-topic.ts';
import '../../styles/engine.css';
import '../../styles/engine-dialogs.css';
import { strings } from '../../strings.ts';
import { ActionButton } from './ActionButton.tsx';
import { CollectionCard } from './CollectionCard.tsx';
import { EngineControls } from './EngineControls.tsx';
import { type EngineDialog, EngineDialogs } from './EngineDialogs.tsx';
import { EngineLine } from './EngineLine.tsx';
import { abilitiesOf, shownProblems } from './engine-state.ts';
import { useEngineWork } from './engine-work.ts';
import { LogCard } from './LogCard.tsx';
import { NodeTable } from './NodeTable.tsx';
import { ProblemList } from './ProblemList.tsx';
import { useOpened } from './use-opened.ts';

/** Which engine is used, how it is, what is wrong with it and what can be done. */
export function EngineSection() {
  const engine = useTopic('app.status')?.engine;
  const status = useTopic('cluster.status');
  const dialog = useOpened<EngineDialog>();
  const dismiss = useEngineWork((state) => state.dismiss);
  const ask = (question: EngineDialog) => {
    dismiss();
    dialog.open(question);
  };
  if (!engine || status === undefined) {
    return (
      <section className="card engine-waiting" aria-label={strings.engine.title} aria-busy="true">
        <Skeleton rows={4} />
      </section>
    );
  }
  const mode = status?.mode ?? engine.mode;
  const { servers, runs, scales } = abilitiesOf(mode);
  return (
    <>
      <section className="card engine" aria-labelledby="engine-title">
        <header>
          <h2 id="engine-title">{strings.engine.title}</h2>
          <ActionButton onClick={() => ask({ kind: 'change' })}>{strings.engine.change}</ActionButton>
        </header>
        <EngineLine mode={mode} healthy={engine.healthy} status={status} />
        {servers && status && <EngineControls status={status} onAsk={ask} />}
        <WorkError shown={dialog.shown === null} />
        {status && <ProblemList problems={shownProblems(status)} />}
      </section>
      {status && hasNodes(status) && <NodeTable nodes={status.nodes} {...{ scales }} onAsk={ask} />}
      {status?.collection && <CollectionCard collection={status.collection} nodes={status.nodes} />}
      {runs && status && hasNodes(status) && <LogCard nodes={status.nodes.map(({ name }) => name)} />}
      <EngineDialogs dialog={dialog} mode={mode} />
    </>
  );
}

function hasNodes({ nodes }: ClusterStatus): boolean {
  return nodes.some(({ state }) => state !== 'absent');
}

/** Why the last work has failed; a window that is open says so itself. */
function WorkError({ shown }: { shown: boolean }) {
  const { error, dismiss } = useEngineWork();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) place.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (!error || !shown) return null;
  return (
    <div ref={place}>
      <Notice kind="failed">
        <span className="notice-text">{error.message}</span>
        <button type="button" className="button link" onClick={dismiss}>
          {strings.actions.close}
        </button>
      </Notice>
    </div>
  );
}
