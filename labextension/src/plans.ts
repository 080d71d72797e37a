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

/** What a plan takes from network and disk: `12 MB to download · about 40 MB more on disk`. */
export function describeCost(plan: Plan, trans: TranslationBundle): string {
  const download =
    plan.download_bytes > 0
      ? trans.__('%1 to download', formatBytes(plan.download_bytes))
      : trans.__('Nothing to download');
  return [download, describeDisk(plan.disk_bytes, trans)]
    .filter(Boolean)
    .join(' · ');
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
