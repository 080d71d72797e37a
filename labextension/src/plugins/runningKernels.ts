import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { RunningKernels } from '../runningKernels';
import { IRunningKernels } from '../tokens';

/** The kernels that run in each environment. */
export const runningKernelsPlugin: JupyterFrontEndPlugin<IRunningKernels> = {
  id: 'jupyter-envmgr:running-kernels',
  description: 'Tells which kernels run in which conda environment.',
  autoStart: true,
  provides: IRunningKernels,
  activate: app => new RunningKernels(app.serviceManager)
};
