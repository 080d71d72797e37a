import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';

import { OutdatedKernels } from '../outdatedKernels';
import { RunningKernels } from '../runningKernels';
import {
  ICurrentNotebook,
  IEnvironmentModel,
  IRunningKernels
} from '../tokens';

/** The kernels that run in each environment. */
export const runningKernelsPlugin: JupyterFrontEndPlugin<IRunningKernels> = {
  id: 'jupyter-envmgr:running-kernels',
  description: 'Tells which kernels run in which conda environment.',
  autoStart: true,
  provides: IRunningKernels,
  requires: [IEnvironmentModel],
  optional: [ICurrentNotebook],
  activate: (
    app: JupyterFrontEnd,
    model: IEnvironmentModel,
    notebook: ICurrentNotebook | null
  ) => {
    const outdated = new OutdatedKernels(model);
    // A kernel that a person has restarted is known here long before it is in a list.
    notebook?.changed.connect(() => void outdated.look());
    return new RunningKernels(app.serviceManager, outdated, () =>
      sessionsIn(app.shell)
    );
  }
};

/** The sessions of notebooks, consoles and whatever else has one in the main area. */
function sessionsIn(shell: JupyterFrontEnd.IShell): ISessionContext[] {
  return [...shell.widgets('main')].flatMap(widget => {
    const { sessionContext } = widget as Widget & {
      sessionContext?: ISessionContext;
    };
    return sessionContext ? [sessionContext] : [];
  });
}
