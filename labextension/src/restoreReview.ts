import { Signal, type ISignal } from '@lumino/signaling';

import type { Job, Problem, Revision, RevisionDiff } from './api';
import { problemOf } from './request';
import type { IReview } from './review';
import { currentOf, revisionOf } from './revisions';
import type { IEnvironmentModel } from './tokens';

/** A way back to an earlier state: looked up, compared with the present one, perhaps gone. */
export class RestoreReview implements IReview {
  /** @param wanted - the state to go back to; null for the one that an undo brings back. */
  constructor(
    readonly environment: string,
    private readonly wanted: string | null,
    private readonly source: Pick<
      IEnvironmentModel,
      'diff' | 'restore' | 'revisions'
    >
  ) {}

  state: IReview['state'] = 'planning';
  /** The state to go back to, null while it is not known, and where there is none. */
  target: Revision | null = null;
  /** Whether an undo leads further back than to the state before, which is not kept. */
  further = false;
  /** What goes with going there. */
  diff: RevisionDiff | null = null;
  /** Why the last step failed. */
  problem: Problem | null = null;
  isDisposed = false;

  get changed(): ISignal<RestoreReview, void> {
    return this._changed;
  }

  /** Whether one cannot go there: nothing to undo, or a state that is no longer kept. */
  get isEmpty(): boolean {
    return !this.problem && this.target?.state !== 'kept';
  }

  get canApply(): boolean {
    return this.state === 'idle' && this.diff !== null && !this.isEmpty;
  }

  async start(): Promise<void> {
    this.enter('planning');
    try {
      const history = await this.source.revisions(this.environment);
      const current = currentOf(history);
      this.left = current?.id;
      this.target = revisionOf(history, this.wanted ?? history.undo);
      this.further =
        this.wanted === null && current?.parent !== this.target?.id;
      if (this.target?.state === 'kept') {
        const { id } = this.target;
        this.diff = await this.source.diff(this.environment, id);
      }
      this.enter('idle');
    } catch (error) {
      this.enter('idle', problemOf(error));
    }
  }

  async apply(): Promise<Job | null> {
    if (!this.target || !this.canApply) {
      return null;
    }
    this.enter('applying');
    try {
      return await this.source.restore(
        this.environment,
        this.target.id,
        this.left
      );
    } catch (error) {
      this.enter('idle', problemOf(error));
      return null;
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      Signal.clearData(this);
    }
  }

  private enter(state: IReview['state'], problem: Problem | null = null): void {
    this.state = state;
    this.problem = problem;
    if (!this.isDisposed) {
      this._changed.emit();
    }
  }

  /** The present state. */
  private left: string | undefined;
  private readonly _changed = new Signal<RestoreReview, void>(this);
}
