import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { notebookIcon } from '@jupyterlab/ui-components';

import { ENVIRONMENT_ARGS, environmentIn } from '../commandArgs';
import { kernelOf } from '../kernels';
import { CommandIDs, IEnvironmentModel } from '../tokens';

/** Open a notebook with an environment's kernel. */
export const openNotebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-envmgr:open-notebook',
  description: 'Opens notebooks with the kernel of a conda environment.',
  autoStart: true,
  requires: [IEnvironmentModel],
  optional: [IDefaultFileBrowser, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: IEnvironmentModel,
    browser: IDefaultFileBrowser | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_envmgr');
    app.commands.addCommand(CommandIDs.openNotebook, {
      label: trans.__('Open Notebook'),
      caption: trans.__('Open a notebook with the kernel of an environment'),
      icon: notebookIcon,
      describedBy: ENVIRONMENT_ARGS,
      isVisible: args => {
        const environment = environmentIn(args, app, model);
        return environment === null || environment.kernels.length > 0;
      },
      execute: async args => {
        const environment = environmentIn(args, app, model);
        const kernelName = environment && kernelOf(environment);
        if (!kernelName) {
          return;
        }
        try {
          await app.serviceManager.kernelspecs.refreshSpecs();
          await app.commands.execute('notebook:create-new', {
            cwd: browser?.model.path ?? '',
            kernelName,
            activate: true
          });
        } catch (error) {
          const { showProblem } = await import('../dialogs/showProblem');
          await showProblem(trans.__('No notebook opened'), error, trans);
        }
      }
    });
  }
};
