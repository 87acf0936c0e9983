import type { Capabilities } from '../../shared/answers.ts';
import type { Sealer } from '../cluster/secrets.ts';

/**
 * What the application needs from the place it runs in; the rest (window or socket) is the
 * host's own affair. Differences between hosts are data in `capabilities`.
 */
export interface Host {
  capabilities: Capabilities;
  /** The system's own place for secrets; null where there is none to use. */
  sealer: Sealer | null;
  /** The native folder dialog: an absolute path, or null when dismissed or when there is none. */
  pickFolder(): Promise<string | null>;
}

/** Where the original of a document is served, by both hosts. */
export const FILE_ROUTE = '/files/';

/** The host of the browser and of the command line: no window, no dialogs. */
export function nodeHost(version: string): Host {
  return {
    capabilities: {
      host: 'node',
      version,
      nativeDialog: false,
      platform: process.platform,
      fileUrl: `${FILE_ROUTE}{documentId}`,
    },
    sealer: null,
    pickFolder: async () => null,
  };
}
