import type { Kernel, KernelSpec, Session } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { expect, test } from 'vitest';

import { describeEnd } from '../src/descriptions';
import { RunningKernels } from '../src/runningKernels';
import { environment } from '../ui-tests/samples';
import { trans } from './words';

/** A manager of sessions or kernels, which remembers what was shut down. */
class FakeManager {
  constructor(private readonly models: object[]) {}
  readonly runningChanged = new Signal<this, object[]>(this);
  readonly ended: string[] = [];
  running(): IterableIterator<object> {
    return this.models.values();
  }
  shutdown(id: string): Promise<void> {
    this.ended.push(id);
    return Promise.resolve();
  }
}

function serve(sessions: object[], kernels: object[]) {
  const services = {
    sessions: new FakeManager(sessions),
    kernels: new FakeManager(kernels)
  };
  const metadata = { conda_env_path: '/opt/conda/envs/analysis' };
  const running = new RunningKernels({
    sessions: services.sessions as unknown as Session.IManager,
    kernels: services.kernels as unknown as Kernel.IManager,
    kernelspecs: {
      specs: { kernelspecs: { mine: { metadata } } }
    } as unknown as KernelSpec.IManager
  });
  return { ...services, running };
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
    { id: 'k1', name: 'conda-env-analysis-py', title: 'a.ipynb' }
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

test('a removal tells which kernels it ends', () => {
  const kernel = { id: 'k1', name: 'x', title: 'a.ipynb' };
  expect(describeEnd([], trans)).toBe('');
  expect(describeEnd([kernel], trans)).toBe(
    'a.ipynb is running in it. Its kernel will be shut down.'
  );
  expect(describeEnd([kernel, { ...kernel, title: 'b' }], trans)).toBe(
    '2 kernels are running in it and will be shut down: a.ipynb, b.'
  );
});

test('after its disposal it hears no more of the server', () => {
  const { running, kernels } = serve([], []);
  let heard = 0;
  running.changed.connect(() => {
    heard += 1;
  });
  kernels.runningChanged.emit([]);
  running.dispose();
  kernels.runningChanged.emit([]);
  expect(heard).toBe(1);
});
