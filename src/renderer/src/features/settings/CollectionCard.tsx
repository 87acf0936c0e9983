import type { CollectionStatus, NodeStatus } from '../../../../shared/cluster.ts';
import { formatCount, plural } from '../../format.ts';
import { strings } from '../../strings.ts';
import '../../styles/engine-nodes.css';
import { ShardMap } from './ShardMap.tsx';

interface CollectionCardProps {
  collection: CollectionStatus;
  nodes: NodeStatus[];
}

/** What the servers hold: its state, its size, and where its parts lie. */
export function CollectionCard({ collection, nodes }: CollectionCardProps) {
  const { name, status, points, shards, replicas, optimizing } = collection;
  const words = strings.engine.collection;
  const rows: [string, string][] = [
    [words.name, name],
    [words.state, strings.engine.collectionStates[status]],
    [words.points, formatCount(points)],
  ];
  if (status !== 'missing') {
    const layout = words.layoutOf(plural(shards, 'shard', 'shards'), plural(replicas, 'copy', 'copies'));
    rows.push([words.layout, layout]);
    rows.push([words.optimizing, optimizing.join(', ') || words.notOptimizing]);
  }
  return (
    <section className="card engine-collection" aria-labelledby="collection-title">
      <h2 id="collection-title">{words.title}</h2>
      <dl className="engine-facts">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt className="soft">{term}</dt>
            <dd className="path">{value}</dd>
          </div>
        ))}
      </dl>
      <ShardMap nodes={nodes} />
    </section>
  );
}
