import type { ISessionContext } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { ServiceManager, Session } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Environment } from './api';
import type { OutdatedKernels } from './outdatedKernels';
import type { IRunningKernel, IRunningKernels } from './tokens';

type Services = Pick<
  ServiceManager.IManager,
  'kernels' | 'kernelspecs' | 'sessions'
>;

/** The kernels that run on the server, whoever started them. */
export class RunningKernels implements IRunningKernels {
  /** @param open - gives the sessions of this page's notebooks and consoles. */
  constructor(
    private readonly services: Services,
    private readonly outdated: OutdatedKernels,
    private readonly open: () => readonly ISessionContext[]
  ) {
    services.sessions.runningChanged.connect(this.onRunning, this);
    services.kernels.runningChanged.connect(this.onRunning, this);
    outdated.changed.connect(this.emit, this);
  }

  isDisposed = false;

  get changed(): ISignal<IRunningKernels, void> {
    return this._changed;
  }

  in(environment: Environment): readonly IRunningKernel[] {
    const { kernels, prefix } = environment;
    return this.all().filter(
      ({ name }) => kernels.includes(name) || this.prefixOf(name) === prefix
    );
  }

  async refresh(): Promise<void> {
    const { kernels, sessions } = this.services;
    await Promise.all([
      kernels.refreshRunning(),
      sessions.refreshRunning(),
      this.outdated.look()
    ]);
  }

  async shutDown(environment: Environment): Promise<void> {
    const { kernels, sessions } = this.services;
    const open = [...sessions.running()];
    await Promise.all(
      this.in(environment).map(({ id }) => {
        const session = open.find(({ kernel }) => kernel?.id === id);
        return session ? sessions.shutdown(session.id) : kernels.shutdown(id);
      })
    );
  }

  async restart(kernels: readonly IRunningKernel[]): Promise<void> {
    try {
      await Promise.all(kernels.map(kernel => this.restartOne(kernel)));
    } finally {
      await this.outdated.look();
    }
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    this.services.sessions.runningChanged.disconnect(this.onRunning, this);
    this.services.kernels.runningChanged.disconnect(this.onRunning, this);
    this.outdated.dispose();
    Signal.clearData(this);
  }

  /** A notebook of this page has to know of it, or its cells would wait for ever. */
  private async restartOne({ id, name }: IRunningKernel): Promise<void> {
    const own = this.open().find(({ session }) => session?.kernel?.id === id);
    if (own) {
      await own.restartKernel();
      return;
    }
    const { kernels } = this.services;
    const passing = kernels.connectTo({ model: { id, name } });
    try {
      await passing.restart();
    } finally {
      passing.dispose();
    }
  }

  private all(): IRunningKernel[] {
    const found = new Map<string, IRunningKernel>();
    const add = (kernel: Omit<IRunningKernel, 'outdated'>) =>
      found.set(kernel.id, {
        ...kernel,
        outdated: this.outdated.has(kernel.id)
      });
    for (const { id, name } of this.services.kernels.running()) {
      add({ id, name, title: name });
    }
    for (const session of this.services.sessions.running()) {
      if (session.kernel) {
        const { id, name } = session.kernel;
        add({ id, name, title: titleOf(session) });
      }
    }
    return [...found.values()];
  }

  /** The folder that a kernelspec says it runs in; conda's managers put it there. */
  private prefixOf(kernel: string): unknown {
    const { specs } = this.services.kernelspecs;
    return specs?.kernelspecs[kernel]?.metadata?.conda_env_path;
  }

  private onRunning(): void {
    if (this.all().length > 0) {
      void this.outdated.look();
    }
    this.emit();
  }

  private emit(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<IRunningKernels, void>(this);
}

function titleOf({ name, path }: Session.IModel): string {
  return name || PathExt.basename(path);
}
