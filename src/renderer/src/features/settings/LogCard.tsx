import { ChevronRight, Pause, Play } from 'lucide-react';
import { useId, useState } from 'react';
import { strings } from '../../strings.ts';
import '../../styles/log.css';
import { ActionButton } from './ActionButton.tsx';
import { LogView } from './LogView.tsx';

const ALL = '';

/** The servers' logs; read only while they are open. */
export function LogCard({ nodes }: { nodes: string[] }) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(ALL);
  const [paused, setPaused] = useState(false);
  const selectId = useId();
  const words = strings.engine.logs;
  // A node that has gone has no log any more.
  const node = nodes.includes(chosen) ? chosen : ALL;
  return (
    <section className="card engine-logs">
      <div className="log-head">
        <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight size={16} aria-hidden />
          <h2>{words.title}</h2>
        </button>
        {open && (
          <>
            {nodes.length > 1 && (
              <>
                <label htmlFor={selectId} className="visually-hidden">
                  {words.node}
                </label>
                <select
                  id={selectId}
                  className="field"
                  value={node}
                  onChange={(event) => setChosen(event.target.value)}
                >
                  <option value={ALL}>{words.all}</option>
                  {nodes.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </select>
              </>
            )}
            <ActionButton icon={paused ? Play : Pause} onClick={() => setPaused(!paused)}>
              {paused ? words.resume : words.pause}
            </ActionButton>
          </>
        )}
      </div>
      {open && (
        <LogView key={node} node={node === ALL ? null : node} paused={paused} names={nodes.length > 1} />
      )}
    </section>
  );
}
