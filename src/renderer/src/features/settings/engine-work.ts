import { create } from 'zustand';
import type { CommandName, Input, Results } from '../../../../shared/contract.ts';
import { AppError } from '../../../../shared/errors.ts';
import { rpc } from '../../rpc.ts';

/** Work that takes its time and can be given up in the middle. */
const CANCELLABLE: ReadonlySet<CommandName> = new Set([
  'engine.use',
  'cluster.up',
  'cluster.addNode',
  'cluster.drainNode',
  'cluster.upgrade',
]);

interface EngineWork {
  /** What this window has asked for and waits for; null when nothing. */
  doing: CommandName | null;
  error: AppError | null;
  /** One at a time. Resolves to undefined when it failed; the reason is then in `error`. */
  run<C extends CommandName>(command: C, input: Input<C>): Promise<Results[C] | undefined>;
  cancel(): void;
  dismiss(): void;
}

let running = new AbortController();

/** Work on the engine that was started here; it goes on, and its outcome is kept, when the page is left. */
export const useEngineWork = create<EngineWork>((set, get) => ({
  doing: null,
  error: null,
  async run(command, input) {
    if (get().doing !== null) return undefined;
    running = new AbortController();
    set({ doing: command, error: null });
    try {
      return await rpc.call(command, input, running.signal);
    } catch (thrown) {
      const error = AppError.from(thrown);
      // Cancelled on purpose; and of a lost connection the bar below tells already.
      if (error.code !== 'cancelled' && error.code !== 'disconnected') set({ error });
      return undefined;
    } finally {
      set({ doing: null });
    }
  },
  cancel: () => running.abort(),
  dismiss: () => set({ error: null }),
}));

export const isCancellable = (command: CommandName | null): boolean =>
  command !== null && CANCELLABLE.has(command);
