import { create } from 'zustand';
import type { Evidence } from '../../shared/model.ts';

export type Place = 'search' | 'intake' | 'problems' | 'settings';

/** What the right pane shows: a document and the passages that made it a hit. */
export interface Preview {
  documentId: string;
  name: string;
  evidence: Evidence[];
  /** All documents of the person; the first is the one found. */
  documents: { documentId: string; path: string }[];
}

interface Navigation {
  /** Null until it is known whether there is anything to search. */
  place: Place | null;
  preview: Preview | null;
  help: boolean;
  open(place: Place): void;
  show(preview: Preview | null): void;
  setHelp(help: boolean): void;
}

/** Where the user is; the only thing that all parts of the window share. */
export const useNavigation = create<Navigation>((set) => ({
  place: null,
  preview: null,
  help: false,
  open: (place) => set({ place }),
  show: (preview) => set({ preview }),
  setHelp: (help) => set({ help }),
}));
