import type { NodeStatus, ReplicaState } from '../../../../shared/cluster.ts';
import { plural } from '../../format.ts';
import { strings } from '../../strings.ts';

const TONES: Record<ReplicaState, string> = {
  active: 'good',
  dead: 'bad',
  partial: 'warn',
  initializing: 'warn',
  recovery: 'warn',
  listener: 'soft',
  resharding: 'warn',
  other: 'soft',
};

/** Which copy of which shard lies where: a row a shard, a column a node, a letter and a colour a state. */
export function ShardMap({ nodes }: { nodes: NodeStatus[] }) {
  const copies = nodes.flatMap((node) => node.shards);
  if (copies.length === 0) return null;
  const shards = [...new Set(copies.map(({ shard }) => shard))].sort((a, b) => a - b);
  const states = [...new Set(copies.map(({ state }) => state))];
  const words = strings.engine.shards;
  return (
    <div className="shard-map">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard. */}
      <section className="shard-scroll" tabIndex={0} aria-label={words.title}>
        <table>
          <caption>{words.title}</caption>
          <thead>
            <tr>
              <td />
              {nodes.map(({ name }) => (
                <th key={name} scope="col" className="small shard-label">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shards.map((shard) => (
              <tr key={shard}>
                <th scope="row" className="small shard-label">
                  {words.shard(shard)}
                </th>
                {nodes.map((node) => (
                  <td key={node.name} className="shard-cell">
                    <Copy copy={node.shards.find((each) => each.shard === shard)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="soft small shard-legend">
        <span className="visually-hidden">{words.legend}: </span>
        {states.map((state) => (
          <span key={state}>
            <Letter state={state} /> {strings.engine.replicas[state][1]}
          </span>
        ))}
      </p>
    </div>
  );
}

function Copy({ copy }: { copy: NodeStatus['shards'][number] | undefined }) {
  const words = strings.engine.shards;
  if (!copy) return <span className="visually-hidden">{words.none}</span>;
  const points = copy.points === null ? null : plural(copy.points, 'point', 'points');
  const text = words.copy(strings.engine.replicas[copy.state][1], points);
  return (
    <span title={text}>
      <Letter state={copy.state} />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}

function Letter({ state }: { state: ReplicaState }) {
  return (
    <span className={`replica ${TONES[state]}`} aria-hidden>
      {strings.engine.replicas[state][0]}
    </span>
  );
}
