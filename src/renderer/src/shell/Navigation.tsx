import {
  FolderInput,
  Keyboard,
  type LucideIcon,
  Moon,
  Search,
  Settings,
  Sun,
  SunMoon,
  TriangleAlert,
} from 'lucide-react';
import { formatCount } from '../format.ts';
import { useTopic } from '../hooks/use-topic.ts';
import { type Place, useNavigation } from '../navigation.ts';
import { strings } from '../strings.ts';
import { type Theme, useTheme } from '../theme.ts';

const PLACES: [Place, LucideIcon][] = [
  ['search', Search],
  ['intake', FolderInput],
  ['problems', TriangleAlert],
];
const THEME_ICONS: Record<Theme, LucideIcon> = { system: SunMoon, light: Sun, dark: Moon };

export function Navigation() {
  const { theme, next } = useTheme();
  const setHelp = useNavigation((state) => state.setHelp);
  const ThemeIcon = THEME_ICONS[theme];
  const themeLabel = `${strings.navigation.theme}: ${strings.themes[theme]}`;
  return (
    <nav className="navigation" aria-label={strings.navigation.label}>
      <div className="brand">
        <img src="/icon.svg" alt="" />
        <span>{strings.app}</span>
      </div>
      {PLACES.map(([place, icon]) => (
        <PlaceButton key={place} place={place} icon={icon} />
      ))}
      <div className="spring" />
      <button type="button" className="place" onClick={next} aria-label={themeLabel} title={themeLabel}>
        <ThemeIcon size={18} aria-hidden />
        <span className="name">{themeLabel}</span>
      </button>
      <button
        type="button"
        className="place"
        onClick={() => setHelp(true)}
        aria-label={strings.navigation.help}
        title={strings.navigation.help}
      >
        <Keyboard size={18} aria-hidden />
        <span className="name">{strings.navigation.help}</span>
      </button>
      <PlaceButton place="settings" icon={Settings} />
    </nav>
  );
}

function PlaceButton({ place, icon: Icon }: { place: Place; icon: LucideIcon }) {
  const current = useNavigation((state) => state.place === place);
  const open = useNavigation((state) => state.open);
  const failed = useTopic('app.status')?.failed ?? 0;
  const job = useTopic('ingest.progress');
  const live = place === 'intake' && (job?.state === 'running' || job?.state === 'scanning');
  return (
    <button
      type="button"
      className="place"
      aria-current={current ? 'page' : undefined}
      aria-label={strings.places[place]}
      title={strings.places[place]}
      onClick={() => open(place)}
    >
      <Icon size={18} aria-hidden />
      <span className="name">{strings.places[place]}</span>
      {place === 'problems' && failed > 0 && <span className="count">{formatCount(failed)}</span>}
      {live && <span className="live" />}
    </button>
  );
}
