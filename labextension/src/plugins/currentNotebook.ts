import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';

import { CurrentNotebook } from '../currentNotebook';
import { ICurrentNotebook } from '../tokens';

/** The environment of the notebook in front. */
export const currentNotebookPlugin: JupyterFrontEndPlugin<ICurrentNotebook> = {
  id: 'jupyter-envmgr:current-notebook',
  description: 'Follows the notebook in front and its kernel.',
  autoStart: true,
  provides: ICurrentNotebook,
  requires: [INotebookTracker],
  activate: (app, tracker: INotebookTracker) =>
    new CurrentNotebook(tracker, app.serviceManager.kernelspecs)
};
