import { CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { Problem, ProblemSeverity } from '../../../../shared/cluster.ts';
import { strings } from '../../strings.ts';
import { ActionButton } from './ActionButton.tsx';
import { useEngineWork } from './engine-work.ts';

const ICONS: Record<ProblemSeverity, [icon: LucideIcon, tone: string]> = {
  error: [CircleX, 'bad'],
  warning: [TriangleAlert, 'warn'],
  info: [Info, 'soft'],
};

/** What is wrong, worst first, each with the button that mends it or what a person has to do. */
export function ProblemList({ problems }: { problems: Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="engine-problems" aria-label={strings.engine.problems}>
      {problems.map((problem) => (
        <ProblemItem key={`${problem.code} ${problem.node} ${problem.message}`} problem={problem} />
      ))}
    </ul>
  );
}

function ProblemItem({ problem: { severity, message, node, remedy } }: { problem: Problem }) {
  const { doing, run } = useEngineWork();
  const [Icon, tone] = ICONS[severity];
  const { label, action } = remedy;
  return (
    <li>
      <Icon size={16} aria-hidden className={tone} />
      <div>
        <p>
          <span className="visually-hidden">{strings.engine.severities[severity]}: </span>
          {message}
        </p>
        {action === null && <p className="soft">{strings.engine.todo(label)}</p>}
      </div>
      {action !== null && (
        <ActionButton blocked={doing !== null} onClick={() => void run('cluster.remedy', { action, node })}>
          {label}
        </ActionButton>
      )}
    </li>
  );
}
