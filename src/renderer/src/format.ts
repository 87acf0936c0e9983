import { strings } from './strings.ts';

const LOCALE = 'en';
const number = new Intl.NumberFormat(LOCALE);
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const languages = new Intl.DisplayNames(LOCALE, { type: 'language', fallback: 'code' });

export const formatCount = (value: number): string => number.format(value);
export const formatDay = (epochMs: number): string => day.format(epochMs);
export const formatMoment = (epochMs: number): string => moment.format(epochMs);

/** "1 CV", "2,914 CVs". */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : formatCount(Math.round(value))} ${units[power]}`;
}

/** Rounded as a person would say it, since it is an estimate: "about 3 minutes". */
export function formatEstimate(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return strings.time.moments;
  if (seconds < 90) return `${Math.ceil(seconds / 10) * 10} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.ceil(minutes)} min`;
  return `${formatCount(Math.round(minutes / 6) / 10)} h`;
}

/** How long something took. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${Math.max(1, seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Never 100 % before it is all done. */
export function formatShare(done: number, total: number): string {
  if (total === 0) return '0 %';
  return `${done >= total ? 100 : Math.min(99, Math.floor((done / total) * 100))} %`;
}

export function formatLanguage(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

/** The last part of a path, and what is before it. */
export function splitPath(path: string): { name: string; folder: string } {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return { name: path.slice(cut + 1) || path, folder: path.slice(0, Math.max(cut, 0)) };
}
