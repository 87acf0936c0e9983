import {
  CircleCheck,
  CircleDashed,
  CircleStop,
  CircleX,
  LoaderCircle,
  LogOut,
  type LucideIcon,
  RotateCw,
  TriangleAlert,
} from 'lucide-react';
import type { NodeState, NodeStatus } from '../../../../shared/cluster.ts';
import { Meter } from '../../components/Meter.tsx';
import { formatCount } from '../../format.ts';
import { strings } from '../../strings.ts';
import '../../styles/engine-nodes.css';
import { ActionButton } from './ActionButton.tsx';
import type { EngineDialog } from './EngineDialogs.tsx';
import { useEngineWork } from './engine-work.ts';
import { formatSize } from './size.ts';

interface NodeTableProps {
  nodes: NodeStatus[];
  /** Nodes can be restarted and taken out one by one. */
  scales: boolean;
  onAsk(dialog: EngineDialog): void;
}

const words = strings.engine.nodes;

export function NodeTable({ nodes, scales, onAsk }: NodeTableProps) {
  const heads = [
    words.name,
    words.state,
    words.memory,
    words.disk,
    words.version,
    words.restarts,
    words.shards,
  ];
  return (
    <section className="card engine-nodes" aria-labelledby="nodes-title">
      <h2 id="nodes-title">{words.title}</h2>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {scales && (
              <th scope="col">
                <span className="visually-hidden">{words.actions}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeRow key={node.name} node={node}>
              {scales && <NodeActions node={node} onAsk={onAsk} />}
            </NodeRow>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** On a narrow window a row is a card, and each value has its head beside it (`data-head`). */
function NodeRow({ node, children }: { node: NodeStatus; children: React.ReactNode }) {
  return (
    <tr>
      <th scope="row" title={node.url} className="path">
        {node.name}
      </th>
      <td data-head={words.state}>
        <State node={node} />
      </td>
      <td data-head={words.memory}>
        <Memory node={node} />
      </td>
      <td data-head={words.disk}>{orUnknown(node.diskBytes, formatSize)}</td>
      <td data-head={words.version}>{node.version ?? <Unknown />}</td>
      <td data-head={words.restarts}>{formatCount(node.restarts)}</td>
      <td data-head={words.shards}>{formatCount(node.shards.length)}</td>
      {children && <td className="node-actions">{children}</td>}
    </tr>
  );
}

const ICONS: Record<NodeState, [icon: LucideIcon, tone: string]> = {
  absent: [CircleDashed, 'soft'],
  created: [CircleDashed, 'soft'],
  starting: [LoaderCircle, 'turning'],
  running: [TriangleAlert, 'warn'],
  restarting: [LoaderCircle, 'turning'],
  stopped: [CircleStop, 'soft'],
  unreachable: [CircleX, 'bad'],
};

function State({ node: { state, healthy } }: { node: NodeStatus }) {
  const [Icon, tone] = healthy ? [CircleCheck, 'good'] : ICONS[state];
  const silent = state === 'running' && !healthy;
  return (
    <span className="node-state">
      <Icon size={15} aria-hidden className={tone} />
      <span>{healthy ? words.healthy : silent ? words.silent : strings.engine.nodeStates[state]}</span>
    </span>
  );
}

function Memory({ node: { name, memoryBytes, memoryLimitBytes } }: { node: NodeStatus }) {
  if (memoryBytes === null) return <Unknown />;
  if (memoryLimitBytes === null) return formatSize(memoryBytes);
  return (
    <span className="node-memory">
      {words.of(formatSize(memoryBytes), formatSize(memoryLimitBytes))}
      <span aria-hidden>
        <Meter label={`${words.memory}, ${name}`} done={memoryBytes} total={memoryLimitBytes} />
      </span>
    </span>
  );
}

function NodeActions({ node: { name, state }, onAsk }: Pick<NodeTableProps, 'onAsk'> & { node: NodeStatus }) {
  const { doing, run } = useEngineWork();
  return (
    <>
      <ActionButton
        kind="icon"
        icon={RotateCw}
        label={words.restart(name)}
        blocked={doing !== null || state === 'absent'}
        onClick={() => void run('cluster.restart', { node: name })}
      />
      <ActionButton
        kind="icon"
        icon={LogOut}
        label={words.drain(name)}
        blocked={doing !== null || state === 'absent'}
        onClick={() => onAsk({ kind: 'drain', node: name })}
      />
    </>
  );
}

function orUnknown(value: number | null, format: (value: number) => string) {
  return value === null ? <Unknown /> : format(value);
}

function Unknown() {
  return (
    <span className="soft">
      <span aria-hidden>–</span>
      <span className="visually-hidden">{words.unknown}</span>
    </span>
  );
}
