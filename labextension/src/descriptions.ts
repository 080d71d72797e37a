import type { TranslationBundle } from '@jupyterlab/translation';

import type { Environment } from './api';
import type { IRunningKernel } from './tokens';

/** Python and the number of packages of each layer: `Python 3.12.4 · 123 conda · 4 pip`. */
export function describeContents(
  environment: Environment,
  trans: TranslationBundle
): string {
  const { python, conda_packages, pip_packages, state } = environment;
  if (state === 'unreadable') {
    return trans.__('Contents unknown');
  }
  const parts = [
    python === null ? trans.__('No Python') : trans.__('Python %1', python),
    trans.__('%1 conda', conda_packages)
  ];
  if (pip_packages > 0) {
    parts.push(trans.__('%1 pip', pip_packages));
  }
  return parts.join(' · ');
}

/**
 * What is unusual about an environment, null where nothing is.
 *
 * @param elsewhere - whether another program is changing it.
 */
export function describeState(
  environment: Environment,
  elsewhere: boolean,
  trans: TranslationBundle
): { level: 'info' | 'warn' | 'error'; text: string } | null {
  switch (environment.state) {
    case 'changing':
      return {
        level: 'info',
        text: elsewhere
          ? trans.__('Another program is changing it…')
          : trans.__('Changing…')
      };
    case 'interrupted':
      return { level: 'warn', text: trans.__('A change was interrupted') };
    case 'unreadable':
      return {
        level: 'error',
        text: environment.problem?.message ?? trans.__('Unreadable')
      };
    case 'ready':
      return environment.kernels.length > 0
        ? null
        : { level: 'warn', text: trans.__('No kernel') };
  }
}

/** Why an environment cannot be removed, an empty string where it can. */
export function whyKept(
  environment: Environment,
  trans: TranslationBundle
): string {
  if (environment.kind === 'base') {
    return trans.__('base holds conda itself and cannot be removed.');
  }
  if (environment.own_server) {
    return trans.__('Jupyter itself runs in it, so it cannot be removed.');
  }
  if (environment.protected) {
    return trans.__('It is protected and cannot be removed.');
  }
  if (!environment.writable) {
    return trans.__('Its folder is not writable, so it cannot be removed.');
  }
  return environment.state === 'changing'
    ? trans.__('A change of it is under way.')
    : '';
}

/** Why an environment cannot be changed, and what to do instead; an empty string where it can. */
export function whyUnchangeable(
  environment: Environment,
  trans: TranslationBundle
): string {
  if (environment.state === 'unreadable') {
    return trans.__('It cannot be read, so it cannot be changed.');
  }
  if (environment.protected) {
    return environment.own_server
      ? trans.__(
          'Jupyter itself runs in it, so it is not changed here. Clone it, and work in the clone.'
        )
      : trans.__(
          'It is protected and not changed here. Clone it, and work in the clone.'
        );
  }
  if (!environment.writable) {
    return trans.__(
      'Its folder is not writable, so it cannot be changed. Clone it, and work in the clone.'
    );
  }
  return environment.state === 'changing'
    ? trans.__('A change of it is under way.')
    : '';
}

/** What runs in an environment, an empty string where nothing does. */
export function describeRunning(
  kernels: readonly IRunningKernel[],
  trans: TranslationBundle
): string {
  const [first] = kernels;
  if (!first) {
    return '';
  }
  return kernels.length === 1
    ? trans.__('%1 is running in it.', first.title)
    : trans.__(
        '%1 kernels are running in it: %2.',
        kernels.length,
        kernels.map(({ title }) => title).join(', ')
      );
}

/** Which kernels were started before the last change; an empty string where there are none. */
export function describeOutdated(
  kernels: readonly IRunningKernel[],
  trans: TranslationBundle
): string {
  const [first, ...others] = kernels.filter(({ outdated }) => outdated);
  if (!first) {
    return '';
  }
  return others.length === 0
    ? trans.__('%1 needs a restart', first.title)
    : trans.__('%1 kernels need a restart', others.length + 1);
}

/** Which kernels the removal of their environment ends; an empty string where there are none. */
export function describeEnd(
  kernels: readonly IRunningKernel[],
  trans: TranslationBundle
): string {
  const [first] = kernels;
  if (!first) {
    return '';
  }
  return kernels.length === 1
    ? trans.__(
        '%1 is running in it. Its kernel will be shut down.',
        first.title
      )
    : trans.__(
        '%1 kernels are running in it and will be shut down: %2.',
        kernels.length,
        kernels.map(({ title }) => title).join(', ')
      );
}
