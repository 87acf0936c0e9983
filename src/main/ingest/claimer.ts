import { setTimeout as delay } from 'node:timers/promises';
import type { ClaimState, DocumentClaims } from '../engine/indexes.ts';

/** Files are read side by side: what is asked within this time is asked together. */
const GATHER_MS = 5;

/** Claims documents of an index that several machines feed, several with one request. */
export function createClaimer(
  claims: Pick<DocumentClaims, 'claim'>,
): (documentId: string) => Promise<ClaimState> {
  let gathering: { documentIds: string[]; states: Promise<Map<string, ClaimState>> } | null = null;

  function begin() {
    const documentIds: string[] = [];
    const states = delay(GATHER_MS).then(() => {
      gathering = null;
      return claims.claim(documentIds);
    });
    return { documentIds, states };
  }

  return async (documentId) => {
    gathering ??= begin();
    gathering.documentIds.push(documentId);
    return (await gathering.states).get(documentId) ?? 'elsewhere';
  };
}
