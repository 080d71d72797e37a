import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { Job } from './api';

/** Something to be looked at before it is done: a plan, or a way back. */
export interface IReview extends IDisposable {
  /** `planning` while it is found out what it comes to, `applying` while it is being begun. */
  readonly state: 'planning' | 'idle' | 'applying';
  /** Whether there is nothing to do. */
  readonly isEmpty: boolean;
  readonly canApply: boolean;
  readonly changed: ISignal<unknown, void>;
  /** Finds out what it comes to, or does so anew. Never rejects. */
  start(): Promise<void>;
  /** Begins it; null where that was refused, or is not possible now. */
  apply(): Promise<Job | null>;
}
