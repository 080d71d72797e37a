import type { TranslationBundle } from '@jupyterlab/translation';

import type { Problem } from './api';
import type { LocalCode } from './request';

/** What happened and what to do next, also for problems that only the browser can find. */
export function describeProblem(
  problem: Problem,
  trans: TranslationBundle
): Pick<Problem, 'message' | 'hint'> {
  return problem.message ? problem : describeLocal(problem, trans);
}

function describeLocal(
  { code }: Problem,
  trans: TranslationBundle
): Pick<Problem, 'message' | 'hint'> {
  switch (code as LocalCode) {
    case 'offline':
      return {
        message: trans.__('The Jupyter server cannot be reached.'),
        hint: trans.__('Check that it runs and that you are online.')
      };
    case 'extension-missing':
      return {
        message: trans.__(
          'The server part of the environment manager is not running.'
        ),
        hint: trans.__(
          'Run “jupyter server extension enable jupyter_envmgr” and restart Jupyter.'
        )
      };
    case 'forbidden':
      return {
        message: trans.__('You may not manage environments on this server.'),
        hint: trans.__('Log in again, or ask the administrator for access.')
      };
    case 'server':
      return {
        message: trans.__('The server could not answer.'),
        hint: trans.__('Its log says why; try again after that is mended.')
      };
  }
}
