import type { Job } from './api';
import { currentOf, revisionOf } from './revisions';
import type { IEnvironmentModel } from './tokens';

/** Where an undo of a change that has just ended leads. */
export interface IWayBack {
  /** The state that the change has led to; null where the way back has to be looked at first. */
  readonly seen: string | null;
  /** The state before it, or an earlier one where that is not kept. */
  readonly revision: string;
}

/** The way back from a change or a restore; null where nothing is kept to go back to. */
export async function wayBackFrom(
  { id, action, environment }: Job,
  model: Pick<IEnvironmentModel, 'leftBy' | 'revisions'>
): Promise<IWayBack | null> {
  const history = await model.revisions(environment);
  const current = currentOf(history);
  // Of a restore, undoing it leads to where one was, be it older or newer.
  const before = action === 'restore' ? model.leftBy(id) : current?.parent;
  const target = revisionOf(history, before ?? null);
  if (current && target?.state === 'kept') {
    return { seen: current.id, revision: target.id };
  }
  const further = action === 'restore' ? null : history.undo;
  return further === null ? null : { seen: null, revision: further };
}
