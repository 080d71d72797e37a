import type { TranslationBundle } from '@jupyterlab/translation';

const MOST_CHARACTERS = 100;
const ALLOWED = /^[A-Za-z0-9._-]+$/;
const RESERVED: readonly string[] = ['base', 'root'];

/**
 * What is wrong with a name for a new environment, by the server's rule; an empty string where
 * nothing is.
 */
export function checkName(
  name: string,
  taken: readonly string[],
  trans: TranslationBundle
): string {
  if (name === '') {
    return trans.__('Give it a name.');
  }
  if (!ALLOWED.test(name)) {
    return trans.__('Use letters, digits, dots, dashes and underscores only.');
  }
  if (!/^[A-Za-z0-9]/.test(name)) {
    return trans.__('Begin with a letter or a digit.');
  }
  if (name.length > MOST_CHARACTERS) {
    return trans.__('Use at most %1 characters.', MOST_CHARACTERS);
  }
  if (RESERVED.includes(name)) {
    return trans.__('This name is reserved by conda.');
  }
  return taken.includes(name)
    ? trans.__('There is an environment of this name already.')
    : '';
}

/** A name not taken yet, `analysis-2` or so. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let count = 2; ; count++) {
    const candidate = `${name}-${count}`;
    if (!taken.includes(candidate)) {
      return candidate;
    }
  }
}
