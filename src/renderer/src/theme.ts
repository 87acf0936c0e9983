import { create } from 'zustand';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'theme';

interface ThemeState {
  theme: Theme;
  next(): void;
}

export const useTheme = create<ThemeState>((set, get) => ({
  theme: apply(stored()),
  next: () => {
    const theme = THEMES[(THEMES.indexOf(get().theme) + 1) % THEMES.length] ?? 'system';
    localStorage.setItem(KEY, theme);
    set({ theme: apply(theme) });
  },
}));

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === value) ?? 'system';
}

function apply(theme: Theme): Theme {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  return theme;
}
