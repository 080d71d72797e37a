import { PathExt } from '@jupyterlab/coreutils';
import type { ServiceManager, Session } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Environment } from './api';
import type { IRunningKernel, IRunningKernels } from './tokens';

type Services = Pick<
  ServiceManager.IManager,
  'kernels' | 'kernelspecs' | 'sessions'
>;

/** The kernels that run on the server, whoever started them. */
export class RunningKernels implements IRunningKernels {
  constructor(private readonly services: Services) {
    services.sessions.runningChanged.connect(this.emit, this);
    services.kernels.runningChanged.connect(this.emit, this);
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
    await Promise.all([kernels.refreshRunning(), sessions.refreshRunning()]);
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

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    this.services.sessions.runningChanged.disconnect(this.emit, this);
    this.services.kernels.runningChanged.disconnect(this.emit, this);
    Signal.clearData(this);
  }

  private all(): IRunningKernel[] {
    const found = new Map<string, IRunningKernel>();
    for (const { id, name } of this.services.kernels.running()) {
      found.set(id, { id, name, title: name });
    }
    for (const session of this.services.sessions.running()) {
      if (session.kernel) {
        const { id, name } = session.kernel;
        found.set(id, { id, name, title: titleOf(session) });
      }
    }
    return [...found.values()];
  }

  /** The folder that a kernelspec says it runs in; conda's managers put it there. */
  private prefixOf(kernel: string): unknown {
    const { specs } = this.services.kernelspecs;
    return specs?.kernelspecs[kernel]?.metadata?.conda_env_path;
  }

  private emit(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<IRunningKernels, void>(this);
}

function titleOf({ name, path }: Session.IModel): string {
  return name || PathExt.basename(path);
}
