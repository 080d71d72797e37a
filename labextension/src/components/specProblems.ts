import type { TranslationBundle } from '@jupyterlab/translation';

import { splitSpecs, UnclosedError } from '../specs';

const OPTION = /^-(?!e\b|-editable\b)/;

/** What is wrong with a list of names or packages; an empty string where nothing is. */
export function openProblem(text: string, trans: TranslationBundle): string {
  try {
    splitSpecs(text);
    return '';
  } catch (error) {
    if (error instanceof UnclosedError) {
      return trans.__('There is a %1 that is not closed.', error.opened);
    }
    throw error;
  }
}

/** What is wrong with a list of packages, in which options have no place. */
export function packageProblem(text: string, trans: TranslationBundle): string {
  const problem = openProblem(text, trans);
  if (problem) {
    return problem;
  }
  const option = splitSpecs(text).find(spec => OPTION.test(spec));
  return option === undefined
    ? ''
    : trans.__(
        '“%1” is an option, not a package. A channel is written as in conda-forge::numpy; a requirements.txt is taken as a file.',
        option
      );
}
