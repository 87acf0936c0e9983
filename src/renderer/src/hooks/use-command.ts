import { useEffect, useState } from 'react';
import type { CommandName, Input, Results } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { rpc } from '../rpc.ts';
import { useConnected } from './use-connection.ts';

export interface CommandState<T> {
  /** The last answer; kept while the next one is on its way. */
  data: T | null;
  error: AppError | null;
  reload(): void;
}

/** Asks once the connection is there, again when the input changes or the connection comes back. */
export function useCommand<C extends CommandName>(
  command: C,
  input: Input<C> | null,
): CommandState<Results[C]> {
  const connected = useConnected();
  const [state, setState] = useState<{ data: Results[C] | null; error: AppError | null }>({
    data: null,
    error: null,
  });
  const [round, setRound] = useState(0);
  const key = input === null ? null : JSON.stringify(input);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again, and `key` stands for the input.
  useEffect(() => {
    if (!connected || input === null) return;
    const controller = new AbortController();
    rpc.call(command, input, controller.signal).then(
      (data) => setState({ data, error: null }),
      (thrown: unknown) => {
        const error = AppError.from(thrown);
        const expected = error.code === 'cancelled' || error.code === 'disconnected';
        if (!expected) setState((before) => ({ ...before, error }));
      },
    );
    return () => controller.abort();
  }, [command, key, connected, round]);

  return { ...state, reload: () => setRound((before) => before + 1) };
}
