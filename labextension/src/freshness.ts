import type { IDisposable } from '@lumino/disposable';

import { changesElsewhere } from './elsewhere';
import type { IEnvironmentModel } from './tokens';

/** How often the list is read while somebody else changes an environment, in ms. */
const INTERVAL = 3000;

/**
 * Reads the list again where no event tells of a change: what a terminal or another server does
 * is seen when somebody comes back to the window, and while it is under way.
 */
export class Freshness implements IDisposable {
  constructor(
    private readonly model: Pick<
      IEnvironmentModel,
      'changed' | 'environments' | 'jobs' | 'refresh'
    >
  ) {
    model.changed.connect(this.onChanged, this);
    window.addEventListener('focus', this);
    document.addEventListener('visibilitychange', this);
  }

  isDisposed = false;

  /** Somebody comes back to the window. */
  handleEvent(): void {
    if (!document.hidden) {
      void this.model.refresh();
    }
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    this.model.changed.disconnect(this.onChanged, this);
    window.removeEventListener('focus', this);
    document.removeEventListener('visibilitychange', this);
    this.stop();
  }

  private onChanged(): void {
    if (!this.isElsewhere()) {
      this.stop();
    } else {
      this.timer ??= window.setTimeout(() => {
        this.timer = null;
        this.handleEvent();
      }, INTERVAL);
    }
  }

  private isElsewhere(): boolean {
    const { environments, jobs } = this.model;
    return environments.some(each => changesElsewhere(each, jobs));
  }

  private stop(): void {
    if (this.timer !== null) {
      window.clearTimeout(this.timer);
      this.timer = null;
    }
  }

  private timer: number | null = null;
}
