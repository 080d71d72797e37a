import type { TranslationBundle } from '@jupyterlab/translation';

import type { Change, Plan } from './api';
import { formatBytes } from './sizes';

type Action = Change['action'];

/** From what deserves the most attention to what deserves the least. */
const ACTIONS: readonly Action[] = [
  'remove',
  'downgrade',
  'upgrade',
  'install',
  'reinstall',
  'rebuild'
];

/**
 * What a plan takes from network and disk: `12 MB to download, and 2 packages of unknown size ·
 * about 40 MB more on disk`.
 */
export function describeCost(plan: Plan, trans: TranslationBundle): string {
  return [describeDownload(plan, trans), describeDisk(plan.disk_bytes, trans)]
    .filter(Boolean)
    .join(' · ');
}

function describeDownload(plan: Plan, trans: TranslationBundle): string {
  const unknown = [...plan.conda, ...plan.pip].filter(
    ({ fetch, size }) => fetch && size === null
  ).length;
  if (plan.download_bytes === 0) {
    return unknown === 0
      ? trans.__('Nothing to download')
      : trans._n(
          '%1 package of unknown size to download',
          '%1 packages of unknown size to download',
          unknown
        );
  }
  const known = formatBytes(plan.download_bytes);
  return unknown === 0
    ? trans.__('%1 to download', known)
    : trans._n(
        '%2 to download, and %1 package of unknown size',
        '%2 to download, and %1 packages of unknown size',
        unknown,
        known
      );
}

function describeDisk(bytes: number, trans: TranslationBundle): string {
  if (bytes === 0) {
    return '';
  }
  return bytes > 0
    ? trans.__('about %1 more on disk', formatBytes(bytes))
    : trans.__('about %1 less on disk', formatBytes(-bytes));
}

/** How many packages see which change: `3 added, 1 upgraded`. */
export function describeCounts(
  changes: readonly Change[],
  trans: TranslationBundle
): string {
  const order: Action[] = [
    'install',
    'upgrade',
    'downgrade',
    'rebuild',
    'reinstall',
    'remove'
  ];
  return order
    .map(action => ({
      action,
      count: changes.filter(change => change.action === action).length
    }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => countOf(action, count, trans))
    .join(', ');
}

function countOf(
  action: Action,
  count: number,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'install':
      return trans.__('%1 added', count);
    case 'upgrade':
      return trans.__('%1 upgraded', count);
    case 'downgrade':
      return trans.__('%1 downgraded', count);
    case 'rebuild':
      return trans.__('%1 rebuilt', count);
    case 'reinstall':
      return trans.__('%1 reinstalled', count);
    case 'remove':
      return trans.__('%1 removed', count);
  }
}

/** What happens to a package, in a word. */
export function describeAction(
  { action }: Change,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'install':
      return trans.__('added');
    case 'upgrade':
      return trans.__('upgraded');
    case 'downgrade':
      return trans.__('downgraded');
    case 'rebuild':
      return trans.__('other build');
    case 'reinstall':
      return trans.__('reinstalled');
    case 'remove':
      return trans.__('removed');
  }
}

/** Changes that were asked for first, then those that take away, then the rest by name. */
export function byWeight(changes: readonly Change[]): Change[] {
  return [...changes].sort(
    (one, other) =>
      Number(other.requested) - Number(one.requested) ||
      ACTIONS.indexOf(one.action) - ACTIONS.indexOf(other.action) ||
      one.name.localeCompare(other.name)
  );
}
