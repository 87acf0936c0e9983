import type { TopicSource } from '../../shared/contract.ts';

/** A value that topics can follow. */
export interface State<T> extends TopicSource<T> {
  set(value: T): void;
}

export function createState<T>(initial: T): State<T> {
  const listeners = new Set<(value: T) => void>();
  let value = initial;
  return {
    current: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
