import { useState } from 'react';
import type { CommandName, Input, Results } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { rpc } from '../rpc.ts';

export interface Action<C extends CommandName> {
  /** Resolves to undefined when it failed; the reason is then in `error`. */
  run(input: Input<C>): Promise<Results[C] | undefined>;
  running: boolean;
  error: AppError | null;
}

/** A command that a button starts. */
export function useAction<C extends CommandName>(command: C): Action<C> {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const run = async (input: Input<C>) => {
    setRunning(true);
    setError(null);
    try {
      return await rpc.call(command, input);
    } catch (thrown) {
      setError(AppError.from(thrown));
      return undefined;
    } finally {
      setRunning(false);
    }
  };
  return { run, running, error };
}
