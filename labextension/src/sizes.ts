const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes as people read them, in powers of 1000: `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const power = powerOf(bytes);
  return `${round(bytes / 1000 ** power)} ${UNITS[power]}`;
}

/** How much is done, and of how much, in the unit of the whole: `['12', '40 MB']`. */
export function formatShare(done: number, total: number): [string, string] {
  const power = powerOf(total);
  return [round(Math.min(done, total) / 1000 ** power), formatBytes(total)];
}

function powerOf(bytes: number): number {
  const power = Math.floor(Math.log10(Math.max(bytes, 1)) / 3);
  return Math.min(power, UNITS.length - 1);
}

/** One decimal below ten, none above. */
function round(value: number): string {
  return value < 9.95 ? String(Math.round(value * 10) / 10) : value.toFixed(0);
}
