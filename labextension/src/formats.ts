import type { Format } from './api';

/** Where the server has not said yet what it reads. */
const ENDINGS = ['.yml', '.yaml', '.txt'];

/** Endings of the files that an environment can be built from, for a file input. */
export function acceptedEndings(formats: readonly Format[]): string {
  const endings = formats
    .filter(format => format.reads)
    .map(format => /\.[^.]+$/.exec(format.filename)?.[0] ?? '')
    .filter(Boolean);
  return [...new Set([...ENDINGS, ...endings])].join(',');
}
