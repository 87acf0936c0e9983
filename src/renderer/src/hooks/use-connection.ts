import { useSyncExternalStore } from 'react';
import { rpc } from '../rpc.ts';

export function useConnected(): boolean {
  return useSyncExternalStore((changed) => rpc.onConnection(changed), rpc.connected.bind(rpc));
}
