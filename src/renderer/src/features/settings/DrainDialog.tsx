import { Dialog } from '../../components/Dialog.tsx';
import { strings } from '../../strings.ts';
import { useEngineWork } from './engine-work.ts';
import { firstFocus } from './first-focus.ts';

/** Asks before a node is taken out; how it goes is then shown on the page. */
export function DrainDialog({ node, onClose }: { node: string; onClose(): void }) {
  const run = useEngineWork((state) => state.run);
  const words = strings.engineDialogs.drain;
  return (
    <Dialog title={words.title(node)} closeLabel={strings.actions.close} onClose={onClose}>
      <p>{words.about}</p>
      <footer>
        <button
          type="button"
          className="button"
          onClick={() => {
            onClose();
            void run('cluster.drainNode', { node });
          }}
        >
          {words.run(node)}
        </button>
        <button ref={firstFocus} type="button" className="button primary" onClick={onClose}>
          {words.keep}
        </button>
      </footer>
    </Dialog>
  );
}
