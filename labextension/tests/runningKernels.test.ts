import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelSpec, Session } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { expect, test } from 'vitest';

import type { RunningKernel } from '../src/api';
import { describeEnd, describeOutdated } from '../src/descriptions';
import { OutdatedKernels } from '../src/outdatedKernels';
import { RunningKernels } from '../src/runningKernels';
import type { IEnvironmentModel } from '../src/tokens';
import { environment } from '../ui-tests/samples';
import { trans } from './words';

/** A manager of sessions or kernels, which remembers what was done with them. */
class FakeManager {
  constructor(private readonly models: object[]) {}
  readonly runningChanged = new Signal<this, object[]>(this);
  readonly ended: string[] = [];
  readonly restarted: string[] = [];
  running(): IterableIterator<object> {
    return this.models.values();
  }
  refreshRunning(): Promise<void> {
    return Promise.resolve();
  }
  shutdown(id: string): Promise<void> {
    this.ended.push(id);
    return Promise.resolve();
  }
  connectTo({ model }: { model: { id: string } }): object {
    return {
      restart: () => Promise.resolve(this.restarted.push(model.id)),
      dispose: () => undefined
    };
  }
}

/** A server that knows which kernels are old, and counts how often it is asked. */
class FakeSource {
  old = new Set<string>();
  asked = 0;
  down = false;
  environments: IEnvironmentModel['environments'] = [];
  readonly changed = new Signal<IEnvironmentModel, void>(
    this as unknown as IEnvironmentModel
  );
  kernels(): Promise<RunningKernel[]> {
    this.asked += 1;
    return this.down
      ? Promise.reject(new Error('down'))
      : Promise.resolve([...this.old].map(id => running(id)));
  }
}

function running(id: string): RunningKernel {
  const started = '2026-11-21T07:00:00Z';
  const name = 'conda-env-analysis-py';
  return { id, name, environment: 'analysis', started, outdated: true };
}

function serve(
  sessions: object[],
  kernels: object[],
  open: ISessionContext[] = []
) {
  const services = {
    sessions: new FakeManager(sessions),
    kernels: new FakeManager(kernels)
  };
  const source = new FakeSource();
  const outdated = new OutdatedKernels(source);
  const metadata = { conda_env_path: '/opt/conda/envs/analysis' };
  const running = new RunningKernels(
    {
      sessions: services.sessions as unknown as Session.IManager,
      kernels: services.kernels as unknown as Kernel.IManager,
      kernelspecs: {
        specs: { kernelspecs: { mine: { metadata } } }
      } as unknown as KernelSpec.IManager
    },
    outdated,
    () => open
  );
  return { ...services, source, outdated, running };
}

const SESSION = {
  id: 's1',
  name: 'a.ipynb',
  path: 'work/a.ipynb',
  kernel: { id: 'k1', name: 'conda-env-analysis-py' }
};

test('a kernel counts once, under the name of its notebook', () => {
  const { running } = serve([SESSION], [SESSION.kernel]);
  expect(running.in(environment())).toEqual([
    {
      id: 'k1',
      name: 'conda-env-analysis-py',
      title: 'a.ipynb',
      outdated: false
    }
  ]);
  expect(running.in(environment({ name: 'geo' }))).toEqual([]);
});

test('a kernel under a name of its own is found by its folder', () => {
  const { running } = serve([], [{ id: 'k2', name: 'mine' }]);
  expect(running.in(environment())).toHaveLength(1);
});

test('only the kernels of the environment are shut down, with their sessions', async () => {
  const other = { id: 'k3', name: 'python3' };
  const loose = { id: 'k2', name: 'mine' };
  const { running, sessions, kernels } = serve(
    [SESSION],
    [SESSION.kernel, loose, other]
  );
  await running.shutDown(environment());
  expect(sessions.ended).toEqual(['s1']);
  expect(kernels.ended).toEqual(['k2']);
});

test('a kernel is marked once its environment has changed, until it is restarted', async () => {
  const { running, source, outdated } = serve([SESSION], [SESSION.kernel]);
  const marked = () => running.in(environment()).map(each => each.outdated);
  source.old.add('k1');
  source.environments = [environment()];
  source.changed.emit();
  await outdated.look();
  expect(marked()).toEqual([true]);
  source.old.clear();
  await running.restart(running.in(environment()));
  expect(marked()).toEqual([false]);
});

test('progress of a job alone asks nothing', async () => {
  const { source, outdated } = serve([], []);
  source.environments = [environment()];
  source.changed.emit();
  await outdated.look();
  const before = source.asked;
  source.changed.emit();
  expect(source.asked).toBe(before);
});

test('what is known stays while the server does not answer', async () => {
  const { running, source, outdated } = serve([SESSION], [SESSION.kernel]);
  source.old.add('k1');
  await outdated.look();
  await outdated.look();
  source.down = true;
  await running.refresh();
  expect(running.in(environment())[0].outdated).toBe(true);
});

test('a notebook of this page restarts by itself, others by their kernels', async () => {
  let own = 0;
  const context = {
    session: { kernel: { id: 'k1' } },
    restartKernel: () => Promise.resolve((own += 1))
  } as unknown as ISessionContext;
  const loose = { id: 'k2', name: 'mine' };
  const { running, kernels } = serve(
    [SESSION],
    [SESSION.kernel, loose],
    [context]
  );
  await running.restart(running.in(environment()));
  expect(own).toBe(1);
  expect(kernels.restarted).toEqual(['k2']);
});

const KERNEL = { id: 'k1', name: 'x', title: 'a.ipynb', outdated: false };

test('a removal tells which kernels it ends', () => {
  expect(describeEnd([], trans)).toBe('');
  expect(describeEnd([KERNEL], trans)).toBe(
    'a.ipynb is running in it. Its kernel will be shut down.'
  );
  expect(describeEnd([KERNEL, { ...KERNEL, title: 'b' }], trans)).toBe(
    '2 kernels are running in it and will be shut down: a.ipynb, b.'
  );
});

test('kernels that were started before the last change are named or counted', () => {
  const old = { ...KERNEL, outdated: true };
  expect(describeOutdated([KERNEL], trans)).toBe('');
  expect(describeOutdated([KERNEL, old], trans)).toBe(
    'a.ipynb needs a restart'
  );
  expect(describeOutdated([old, old], trans)).toBe('2 kernels need a restart');
});

test('after its disposal it hears no more of the server', async () => {
  const { running, kernels, source } = serve([], [SESSION.kernel]);
  let heard = 0;
  running.changed.connect(() => {
    heard += 1;
  });
  kernels.runningChanged.emit([]);
  await running.refresh();
  const before = source.asked;
  running.dispose();
  kernels.runningChanged.emit([]);
  source.environments = [environment()];
  source.changed.emit();
  expect(heard).toBe(1);
  expect(source.asked).toBe(before);
});
