import type { Handlers } from '../../shared/contract.ts';
import type { Settings } from '../store/settings.ts';

export function createSettingsHandlers(settings: Settings): Pick<Handlers, 'settings.get' | 'settings.set'> {
  return {
    'settings.get': () => settings.list(),
    'settings.set': ({ key, value }) => {
      settings.set(key, value);
      return null;
    },
  };
}
