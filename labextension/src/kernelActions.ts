import type { TranslationBundle } from '@jupyterlab/translation';

import type { Environment } from './api';
import { confirm } from './dialogs/confirm';
import { showProblem } from './dialogs/showProblem';
import type { IRunningKernel, IRunningKernels } from './tokens';

/**
 * Restarts the kernels that are older than their environment, once that is confirmed.
 *
 * @param only - the id of the one to restart; null for all of them.
 */
export async function restartKernels(
  environment: Environment,
  only: string | null,
  { running, trans }: { running: IRunningKernels; trans: TranslationBundle }
): Promise<void> {
  const kernels = running
    .in(environment)
    .filter(({ id, outdated }) => (only === null ? outdated : id === only));
  if (kernels.length === 0) {
    return;
  }
  const title = trans._n('Restart kernel', 'Restart kernels', kernels.length);
  const go = await confirm({
    title,
    text: whatIsLost(kernels, trans),
    accept: trans.__('Restart'),
    trans
  });
  if (go) {
    await running
      .restart(kernels)
      .catch((error: unknown) => showProblem(title, error, trans));
  }
}

function whatIsLost(
  kernels: readonly IRunningKernel[],
  trans: TranslationBundle
): string {
  const titles = kernels.map(({ title }) => title).join(', ');
  return kernels.length === 1
    ? trans.__(
        'The kernel of %1 starts anew: its variables are lost, the notebook stays.',
        titles
      )
    : trans.__(
        '%1 kernels start anew: %2. Their variables are lost, the notebooks stay.',
        kernels.length,
        titles
      );
}
