import type { TranslationBundle } from '@jupyterlab/translation';

import type { RevisionList } from './api';
import { describeRunning } from './descriptions';
import { confirm } from './dialogs/confirm';
import { showCompare } from './dialogs/showCompare';
import { showProblem } from './dialogs/showProblem';
import { showRestore } from './dialogs/showRestore';
import { RestoreReview } from './restoreReview';
import { counterpartOf, currentOf, revisionOf } from './revisions';
import { formatBytes } from './sizes';
import type { IEnvironmentModel, IRunningKernels } from './tokens';
import type { IWayBack } from './wayBack';

/** What the dialogs about history need besides the environment they are about. */
export interface IHistoryContext {
  model: IEnvironmentModel;
  running: IRunningKernels | null;
  trans: TranslationBundle;
}

/** Shows what going back to a state comes to, an undo where it is null, and goes there. */
export function restoreEnvironment(
  name: string,
  revision: string | null,
  { model, running, trans }: IHistoryContext
): Promise<boolean> {
  const environment = model.environments.find(each => each.name === name);
  const kernels = (environment && running?.in(environment)) ?? [];
  return showRestore({
    title:
      revision === null
        ? trans.__('Undo in %1', name)
        : trans.__('Restore a state of %1', name),
    accept: revision === null ? trans.__('Undo') : trans.__('Restore'),
    review: new RestoreReview(name, revision, model),
    running: describeRunning(kernels, trans),
    trans
  });
}

/**
 * Takes the last change back without a question, where the environment is still in the state that
 * the person saw; shows first what it comes to where it is not.
 */
export async function undoAtOnce(
  name: string,
  { seen, revision }: IWayBack,
  context: IHistoryContext
): Promise<void> {
  const { model, trans } = context;
  try {
    const current = currentOf(await model.revisions(name))?.id;
    if (current === seen) {
      await model.restore(name, revision, seen);
    } else {
      await restoreEnvironment(name, revision, context);
    }
  } catch (error) {
    await showProblem(trans.__('Undo in %1', name), error, trans);
  }
}

/** Brings an environment back that was removed. */
export async function restoreRemoved(
  name: string,
  { model, trans }: IHistoryContext
): Promise<void> {
  await model
    .restore(name, null)
    .catch((error: unknown) =>
      showProblem(trans.__('Restore %1', name), error, trans)
    );
}

/** Shows what two states do not have in common: one, the present where it is null, and another. */
export async function compareRevisions(
  name: string,
  revision: string | null,
  { model, trans }: IHistoryContext
): Promise<void> {
  const title = trans.__('Compare states of %1', name);
  try {
    const history = await model.revisions(name);
    const to = revisionOf(history, revision) ?? history.revisions[0];
    const from = to && counterpartOf(history, to);
    if (from) {
      await showCompare({
        title,
        history,
        from: from.id,
        to: to.id,
        diff: (...args) => model.diff(...args),
        trans
      });
    }
  } catch (error) {
    await showProblem(title, error, trans);
  }
}

/** Deletes what is kept of one state, or of all where it is null, once that is confirmed. */
export async function forgetRevisions(
  name: string,
  revision: string | null,
  { model, trans }: IHistoryContext
): Promise<boolean> {
  const title =
    revision === null
      ? trans.__('Free the space of earlier states')
      : trans.__('Delete an earlier state');
  try {
    const history = await model.revisions(name);
    const go = await confirm({
      title,
      text: whatIsLost(history, revision, trans),
      accept: trans.__('Delete'),
      trans
    });
    if (go) {
      await model.forget(name, revision);
    }
    return go;
  } catch (error) {
    await showProblem(title, error, trans);
    return false;
  }
}

/** Deletes what is kept of an environment that was removed, once that is confirmed. */
export async function forgetRemoved(
  name: string,
  { model, trans }: IHistoryContext
): Promise<boolean> {
  const removed = model.removed.find(each => each.name === name);
  const title = trans.__('Delete %1 for good', name);
  const go = await confirm({
    title,
    text: trans.__(
      'Frees %1. %2 cannot be brought back after that.',
      formatBytes(removed?.size ?? 0),
      name
    ),
    accept: trans.__('Delete for good'),
    trans
  });
  if (go) {
    await model
      .forget(name, null)
      .catch((error: unknown) => showProblem(title, error, trans));
  }
  return go;
}

function whatIsLost(
  history: RevisionList,
  revision: string | null,
  trans: TranslationBundle
): string {
  const found = revisionOf(history, revision);
  return found
    ? trans.__(
        'Frees %1. One cannot go back to “%2” after that; its description stays.',
        formatBytes(found.size ?? 0),
        found.title
      )
    : trans.__(
        'Frees %1. One cannot go back to any earlier state of %2 after that; their descriptions stay.',
        formatBytes(history.size),
        history.environment
      );
}
