import { create } from 'zustand';
import { AppError } from '../../../../shared/errors.ts';
import type { Audit } from '../../../../shared/model.ts';
import { rpc } from '../../rpc.ts';

interface Choosing {
  folders: string[];
  /** Null while it is being counted. */
  audit: Audit | null;
}

interface IntakeState {
  /** The folder that is about to be indexed; null when none is. */
  choice: Choosing | null;
  error: AppError | null;
  starting: boolean;
  /** Counts what is in the folders; nothing else is done before `start`. */
  choose(folders: string[]): Promise<void>;
  start(options: { textOnly: boolean; watch: boolean }): Promise<void>;
  dismiss(): void;
  fail(error: unknown): void;
}

let auditing: AbortController | null = null;

export const useIntake = create<IntakeState>((set, get) => ({
  choice: null,
  error: null,
  starting: false,
  choose: async (folders) => {
    auditing?.abort();
    const controller = new AbortController();
    auditing = controller;
    set({ choice: { folders, audit: null }, error: null });
    try {
      const audit = await rpc.call('ingest.audit', { folders }, controller.signal);
      set({ choice: { folders, audit } });
    } catch (thrown) {
      if (!controller.signal.aborted) set({ choice: null, error: AppError.from(thrown) });
    }
  },
  start: async (options) => {
    const { choice } = get();
    if (!choice) return;
    set({ starting: true, error: null });
    try {
      await rpc.call('ingest.start', { folders: choice.folders, ...options });
      set({ choice: null, starting: false });
    } catch (thrown) {
      set({ error: AppError.from(thrown), starting: false });
    }
  },
  dismiss: () => {
    auditing?.abort();
    set({ choice: null, error: null });
  },
  fail: (thrown) => set({ error: AppError.from(thrown) }),
}));
