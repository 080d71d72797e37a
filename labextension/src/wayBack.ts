import type { Job } from './api';
import { currentOf, revisionOf } from './revisions';
import type { IEnvironmentModel } from './tokens';

/** Where an undo of a change that has just ended leads. */
export interface IWayBack {
  /** The state that the change has led to. */
  readonly seen: string;
  /** The state before it. */
  readonly revision: string;
}

/** The way back from a change or a restore; null where nothing is kept to go back to. */
export async function wayBackFrom(
  { id, action, environment }: Job,
  model: Pick<IEnvironmentModel, 'leftBy' | 'revisions'>
): Promise<IWayBack | null> {
  const history = await model.revisions(environment);
  const seen = currentOf(history)?.id;
  // Of a restore, undoing it leads to where one was, be it older or newer.
  const before = action === 'restore' ? model.leftBy(id) : history.undo;
  const target = revisionOf(history, before);
  return seen !== undefined && target?.state === 'kept'
    ? { seen, revision: target.id }
    : null;
}
