const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/**
 * In units of 1024, as memory limits are set: a limit of 4096 MB is shown as 4 GB. Or of 1000, as
 * machines and disks are sold.
 */
export function formatSize(bytes: number, base: 1000 | 1024 = 1024): string {
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < UNITS.length - 1) {
    value /= base;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
