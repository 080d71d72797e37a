import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IEnvironmentModel } from './tokens';

/** Which of the kernels that run are older than their environment, as the server knows it. */
export class OutdatedKernels implements IDisposable {
  constructor(
    private readonly source: Pick<
      IEnvironmentModel,
      'changed' | 'environments' | 'kernels'
    >
  ) {
    source.changed.connect(this.onChanged, this);
  }

  isDisposed = false;

  get changed(): ISignal<OutdatedKernels, void> {
    return this._changed;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /**
   * Asks the server; calls that come while it is asked share one more question after it. Never
   * rejects: without an answer, what is known stays.
   */
  look(): Promise<void> {
    if (!this.looking) {
      this.looking = this.ask().finally(() => {
        this.looking = null;
        this.next = null;
      });
      return this.looking;
    }
    this.next ??= this.looking.then(() => this.look());
    return this.next;
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this.source.changed.disconnect(this.onChanged, this);
      Signal.clearData(this);
    }
  }

  private async ask(): Promise<void> {
    const kernels = await this.source.kernels().catch(() => null);
    const ids = kernels?.filter(each => each.outdated).map(({ id }) => id);
    if (ids && !this.isDisposed && ids.join() !== [...this.ids].join()) {
      this.ids = new Set(ids);
      this._changed.emit();
    }
  }

  /** The list was read again: an environment may be another than before. */
  private onChanged(): void {
    if (this.source.environments !== this.seen) {
      this.seen = this.source.environments;
      void this.look();
    }
  }

  private ids: ReadonlySet<string> = new Set();
  private seen: IEnvironmentModel['environments'] | null = null;
  private looking: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private readonly _changed = new Signal<OutdatedKernels, void>(this);
}
