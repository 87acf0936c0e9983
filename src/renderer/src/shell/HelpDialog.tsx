import { Dialog } from '../components/Dialog.tsx';
import { useNavigation } from '../navigation.ts';
import { strings } from '../strings.ts';

export function HelpDialog() {
  const help = useNavigation((state) => state.help);
  const setHelp = useNavigation((state) => state.setHelp);
  if (!help) return null;
  return (
    <Dialog title={strings.help.title} closeLabel={strings.actions.close} onClose={() => setHelp(false)}>
      <dl className="keys">
        {strings.help.keys.map(([keys, what]) => (
          <Row key={keys} keys={keys} what={what} />
        ))}
      </dl>
    </Dialog>
  );
}

function Row({ keys, what }: { keys: string; what: string }) {
  return (
    <>
      <dt>
        <kbd>{keys}</kbd>
      </dt>
      <dd>{what}</dd>
    </>
  );
}
