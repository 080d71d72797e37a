import type { TranslationBundle } from '@jupyterlab/translation';

import type { SpecFile } from './api';

/** Larger files are not sent: no description of an environment is that long. */
export const MOST_BYTES = 1024 * 1024;

/** A file that cannot be taken, with a sentence for people. */
export class FileError extends Error {}

/**
 * A chosen or dropped file as text.
 *
 * @param endings - those that a name may have: `.yml,.yaml`.
 * @throws FileError
 */
export async function readSpecFile(
  file: File,
  endings: string,
  trans: TranslationBundle
): Promise<SpecFile> {
  const known = endings.split(',');
  if (!known.some(ending => file.name.toLowerCase().endsWith(ending))) {
    throw new FileError(
      trans.__(
        '%1 does not describe an environment. Choose a file that ends in %2.',
        file.name,
        known.join(', ')
      )
    );
  }
  if (file.size > MOST_BYTES) {
    throw new FileError(
      trans.__(
        '%1 is larger than 1 MiB; a file that describes an environment is not.',
        file.name
      )
    );
  }
  const text = await readText(file);
  if (text === null || text.includes('\0')) {
    throw new FileError(trans.__('%1 is not a text file.', file.name));
  }
  if (text.trim() === '') {
    throw new FileError(trans.__('%1 is empty.', file.name));
  }
  return { name: file.name, text, folder: null };
}

/** The `name:` that an environment.yml gives itself; an empty string where there is none. */
export function nameInside(file: Pick<SpecFile, 'text'>): string {
  const line = /^name:[ \t]*(["']?)([^"'#\r\n]*)\1/m.exec(file.text);
  return line?.[2]?.trim() ?? '';
}

/** Null where the bytes are no UTF-8. */
async function readText(file: File): Promise<string | null> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}
