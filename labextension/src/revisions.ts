import type { TranslationBundle } from '@jupyterlab/translation';

import type { Change, Revision, RevisionList } from './api';

/** The state that an environment is in, null where it was removed. */
export function currentOf({ revisions }: RevisionList): Revision | null {
  return revisions.find(({ state }) => state === 'current') ?? null;
}

/** A state by its id, null where it is not in the history any more. */
export function revisionOf(
  { revisions }: RevisionList,
  id: string | null
): Revision | null {
  return revisions.find(each => each.id === id) ?? null;
}

/** What one would compare a state with first: the present one, or the one before that. */
export function counterpartOf(
  history: RevisionList,
  revision: Revision
): Revision | null {
  const current = currentOf(history);
  const parent = revisionOf(history, revision.parent);
  const other = history.revisions.find(({ id }) => id !== revision.id) ?? null;
  return (current?.id === revision.id ? parent : current) ?? other;
}

/** By which way a state came, in a word or two. */
export function describeDoor(
  { door }: Revision,
  trans: TranslationBundle
): string {
  switch (door) {
    case 'panel':
      return trans.__('panel');
    case 'magic':
      return trans.__('notebook');
    case 'cli':
      return trans.__('terminal');
    case 'rest':
      return trans.__('REST');
    case 'outside':
      return trans.__('outside');
  }
}

/** The same in a sentence. */
export function explainDoor(
  { door }: Revision,
  trans: TranslationBundle
): string {
  switch (door) {
    case 'panel':
      return trans.__('Made in this panel');
    case 'magic':
      return trans.__('Made by %envmgr in a notebook');
    case 'cli':
      return trans.__('Made by jupyter envmgr in a terminal');
    case 'rest':
      return trans.__('Made through the REST interface');
    case 'outside':
      return trans.__('Made by conda, pip or another program');
  }
}

/** How many packages came, changed and went. */
export interface ICounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export function countsOf(changes: readonly Change[]): ICounts {
  const added = changes.filter(({ action }) => action === 'install').length;
  const removed = changes.filter(({ action }) => action === 'remove').length;
  return { added, removed, changed: changes.length - added - removed };
}

/** Counts in signs: `+3 ~2 −1`; an empty string where nothing changed. */
export function signsOf({ added, changed, removed }: ICounts): string {
  return [
    added > 0 ? `+${added}` : '',
    changed > 0 ? `~${changed}` : '',
    removed > 0 ? `−${removed}` : ''
  ]
    .filter(Boolean)
    .join(' ');
}

/** The same as `signsOf`, in words to be read aloud. */
export function wordsOf(
  { added, changed, removed }: ICounts,
  trans: TranslationBundle
): string {
  return [
    added > 0 ? trans.__('%1 added', added) : '',
    changed > 0 ? trans.__('%1 changed', changed) : '',
    removed > 0 ? trans.__('%1 removed', removed) : ''
  ]
    .filter(Boolean)
    .join(', ');
}
