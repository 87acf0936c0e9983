import { useEffect } from 'react';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { TopicName, Topics } from '../../../shared/contract.ts';
import { rpc } from '../rpc.ts';

interface Followed<T> {
  value: T | undefined;
}

type TopicStore<T> = UseBoundStore<StoreApi<Followed<T>>>;

const stores = new Map<TopicName, { store: TopicStore<unknown>; users: number; end: (() => void) | null }>();

/** The latest state of a topic, undefined before the first. However many ask, it is subscribed once. */
export function useTopic<T extends TopicName>(topic: T): Topics[T] | undefined {
  const entry = entryOf(topic);
  useEffect(() => {
    entry.users += 1;
    entry.end ??= rpc.subscribe(topic, (value) => entry.store.setState({ value }));
    return () => {
      entry.users -= 1;
      if (entry.users > 0) return;
      entry.end?.();
      entry.end = null;
    };
  }, [entry, topic]);
  return (entry.store as TopicStore<Topics[T]>)((state) => state.value);
}

function entryOf(topic: TopicName) {
  const known = stores.get(topic);
  if (known) return known;
  const entry = { store: create<Followed<unknown>>(() => ({ value: undefined })), users: 0, end: null };
  stores.set(topic, entry);
  return entry;
}
