import type { TranslationBundle } from '@jupyterlab/translation';

import type { Health, Job } from './api';

/** What a change that is done has come to; `running` says whether a kernel runs in it. */
export function describeDone(
  { environment }: Job,
  action: Exclude<Job['action'], 'check'>,
  running: boolean,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'create':
    case 'clone':
      return trans.__('The environment %1 is ready.', environment);
    case 'remove':
      return trans.__('The environment %1 is removed.', environment);
    case 'change':
      return running
        ? trans.__(
            'The environment %1 is changed. Restart its kernels to use the changes.',
            environment
          )
        : trans.__('The environment %1 is changed.', environment);
    case 'restore':
      return running
        ? trans.__(
            'The environment %1 is restored. Restart its kernels to use it as it is now.',
            environment
          )
        : trans.__('The environment %1 is restored.', environment);
    case 'rename':
      return trans.__('The environment %1 has its new name.', environment);
  }
}

/** What a check of all files has found. */
export function describeChecked(
  { environment }: Job,
  { problems }: Health,
  trans: TranslationBundle
): string {
  return problems.length === 0
    ? trans.__('All files of %1 are checked: no problems found.', environment)
    : trans._n(
        'All files of %2 are checked: %1 problem found.',
        'All files of %2 are checked: %1 problems found.',
        problems.length,
        environment
      );
}

/** That a change was cancelled, and what that means. */
export function describeCancelled(
  { action, environment }: Job,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'create':
      return trans.__('Creating %1 was cancelled.', environment);
    case 'clone':
      return trans.__('Cloning %1 was cancelled.', environment);
    case 'remove':
      return trans.__('Removing %1 was cancelled.', environment);
    case 'change':
      return trans.__(
        'Changing %1 was cancelled. It is as it was.',
        environment
      );
    case 'restore':
      return trans.__(
        'Restoring %1 was cancelled. It is as it was.',
        environment
      );
    case 'rename':
      return trans.__('Renaming %1 was cancelled.', environment);
    case 'check':
      return trans.__('Checking %1 was cancelled.', environment);
  }
}
