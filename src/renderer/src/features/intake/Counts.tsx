import { OUTCOMES, type Outcome } from '../../../../shared/model.ts';
import { formatCount } from '../../format.ts';
import { useNavigation } from '../../navigation.ts';
import { strings } from '../../strings.ts';

/** The receipt: every file found is in exactly one line, and the lines add up. */
export function Counts({ counts }: { counts: Record<Outcome, number> }) {
  const open = useNavigation((state) => state.open);
  const found = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  return (
    <table className="counts" aria-label={strings.intake.receipt}>
      <tbody>
        {OUTCOMES.filter((outcome) => counts[outcome] > 0 || outcome === 'indexed').map((outcome) => (
          <tr key={outcome}>
            <th scope="row">{strings.outcomes[outcome]}</th>
            <td>{formatCount(counts[outcome])}</td>
            <td>
              {outcome === 'failed' && (
                <button type="button" className="button link small" onClick={() => open('problems')}>
                  {strings.intake.seeProblems}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr title={strings.intake.addsUp}>
          <th scope="row">{strings.intake.found}</th>
          <td>{formatCount(found)}</td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}
