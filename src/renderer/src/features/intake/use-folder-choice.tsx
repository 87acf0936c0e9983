import { type ReactNode, useState } from 'react';
import { useCommand } from '../../hooks/use-command.ts';
import { rpc } from '../../rpc.ts';
import { FolderDialog } from './FolderDialog.tsx';
import { useIntake } from './store.ts';

interface FolderChoice {
  pick(): void;
  dropped(files: File[]): void;
  /** To be put on the page. */
  dialog: ReactNode;
}

/** The native dialog and real paths where the host has them, otherwise a list of the host's folders. */
export function useFolderChoice(): FolderChoice {
  const { data: capabilities } = useCommand('app.capabilities', {});
  const [browsing, setBrowsing] = useState<'picked' | 'dropped' | null>(null);
  const { choose, fail } = useIntake.getState();
  const pickNative = async () => {
    try {
      const picked = await rpc.call('folders.pick', {});
      if (picked) await choose([picked.path]);
    } catch (error) {
      fail(error);
    }
  };
  return {
    pick: () => {
      if (capabilities?.nativeDialog) void pickNative();
      else setBrowsing('picked');
    },
    dropped: (files) => {
      const paths = files.map((file) => window.transport?.pathForFile(file) ?? '').filter(Boolean);
      if (paths.length > 0) void choose(paths);
      else setBrowsing('dropped');
    },
    dialog: browsing && (
      <FolderDialog
        afterDrop={browsing === 'dropped'}
        onClose={() => setBrowsing(null)}
        onChoose={(path) => {
          setBrowsing(null);
          void choose([path]);
        }}
      />
    ),
  };
}
