import { useEffect } from 'react';
import { IntakeView } from './features/intake/IntakeView.tsx';
import { PreviewPane } from './features/preview/PreviewPane.tsx';
import { ProblemsView } from './features/problems/ProblemsView.tsx';
import { SearchView } from './features/search/SearchView.tsx';
import { SettingsView } from './features/settings/SettingsView.tsx';
import { useTopic } from './hooks/use-topic.ts';
import { type Place, useNavigation } from './navigation.ts';
import { ActivityBar } from './shell/ActivityBar.tsx';
import { HelpDialog } from './shell/HelpDialog.tsx';
import { Navigation } from './shell/Navigation.tsx';
import { useShortcuts } from './shell/use-shortcuts.ts';
import { Waiting } from './shell/Waiting.tsx';

const VIEWS: Record<Place, () => React.ReactNode> = {
  search: SearchView,
  intake: IntakeView,
  problems: ProblemsView,
  settings: SettingsView,
};

/** The frame: places on the left, the work in the middle, what is selected on the right, what runs below. */
export function App() {
  const place = useNavigation((state) => state.place);
  const preview = useNavigation((state) => state.preview);
  useShortcuts();
  useFirstPlace();
  useNoStrayDrops();
  const View = place && VIEWS[place];
  return (
    <div className="frame">
      <Navigation />
      <main className="work">{View ? <View /> : <Waiting />}</main>
      {place === 'search' && preview && <PreviewPane key={preview.documentId} preview={preview} />}
      <ActivityBar />
      <HelpDialog />
    </div>
  );
}

/** An empty application begins where folders are chosen, any other where people are found. */
function useFirstPlace(): void {
  const status = useTopic('app.status');
  const progress = useTopic('ingest.progress');
  const known = status !== undefined && progress !== undefined;
  const unused = known && status.documents === 0 && progress === null;
  useEffect(() => {
    const { place, open } = useNavigation.getState();
    if (known && place === null) open(unused ? 'intake' : 'search');
  }, [known, unused]);
}

/** A file dropped beside the places for it would replace the application with that file. */
function useNoStrayDrops(): void {
  useEffect(() => {
    const refuse = (event: DragEvent) => event.preventDefault();
    window.addEventListener('dragover', refuse);
    window.addEventListener('drop', refuse);
    return () => {
      window.removeEventListener('dragover', refuse);
      window.removeEventListener('drop', refuse);
    };
  }, []);
}
