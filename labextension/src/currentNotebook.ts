import type { ISessionContext } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { KernelSpec } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';

import type { ICurrentNotebook, INotebookKernel } from './tokens';

/** Follows the notebook in front and its kernel. */
export class CurrentNotebook implements ICurrentNotebook {
  constructor(
    private readonly tracker: INotebookTracker,
    private readonly kernelspecs: KernelSpec.IManager
  ) {
    tracker.currentChanged.connect(this.onCurrentChanged, this);
    kernelspecs.specsChanged.connect(this.emit, this);
    this.onCurrentChanged();
  }

  isDisposed = false;

  get path(): string | null {
    return this.panel?.context.path ?? null;
  }

  get kernel(): INotebookKernel | null {
    const session = this.panel?.sessionContext;
    if (!session) {
      return null;
    }
    const connection = session.session?.kernel ?? null;
    const running = connection?.name ?? null;
    const last = running ?? session.prevKernelName;
    const removed = last !== '' && this.isRemoved(last);
    const name = removed ? last : running;
    const metadata = this.metadata(name);
    return {
      state: removed ? 'removed' : stateOf(session),
      id: connection?.id ?? null,
      name,
      displayName: session.kernelDisplayName,
      environment: text(metadata.conda_env_name),
      prefix: text(metadata.conda_env_path)
    };
  }

  get changed(): ISignal<ICurrentNotebook, void> {
    return this._changed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    this.tracker.currentChanged.disconnect(this.onCurrentChanged, this);
    this.kernelspecs.specsChanged.disconnect(this.emit, this);
    this.leave();
    Signal.clearData(this);
  }

  private isRemoved(name: string): boolean {
    const specs = this.kernelspecs.specs?.kernelspecs;
    return specs !== undefined && !(name in specs);
  }

  /** What the kernelspec says besides; conda's managers put the environment there. */
  private metadata(name: string | null): Readonly<Record<string, unknown>> {
    const spec = name ? this.kernelspecs.specs?.kernelspecs[name] : undefined;
    return spec?.metadata ?? {};
  }

  private onCurrentChanged(): void {
    this.leave();
    this.panel = this.tracker.currentWidget;
    this.panel?.sessionContext.kernelChanged.connect(this.emit, this);
    // A session that was shut down says so here only.
    this.panel?.sessionContext.sessionChanged.connect(this.emit, this);
    void this.panel?.sessionContext.ready.then(() => this.emit());
    this.panel?.context.pathChanged.connect(this.emit, this);
    this.panel?.disposed.connect(this.onCurrentChanged, this);
    this.emit();
  }

  private leave(): void {
    this.panel?.sessionContext.kernelChanged.disconnect(this.emit, this);
    this.panel?.sessionContext.sessionChanged.disconnect(this.emit, this);
    this.panel?.context.pathChanged.disconnect(this.emit, this);
    this.panel?.disposed.disconnect(this.onCurrentChanged, this);
    this.panel = null;
  }

  private emit(): void {
    if (!this.isDisposed) {
      this._changed.emit();
    }
  }

  private panel: NotebookPanel | null = null;
  private readonly _changed = new Signal<ICurrentNotebook, void>(this);
}

function stateOf(session: ISessionContext): INotebookKernel['state'] {
  if (session.session?.kernel) {
    return 'running';
  }
  return session.isReady ? 'none' : 'connecting';
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
