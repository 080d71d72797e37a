import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Clipboard, ICommandPalette } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import {
  closeIcon,
  copyIcon,
  downloadIcon,
  duplicateIcon,
  refreshIcon
} from '@jupyterlab/ui-components';

import type { IDialogContext } from '../actions';
import type { Environment } from '../api';
import { ENVIRONMENT_ARGS, environmentIn, NO_ARGS } from '../commandArgs';
import { whyKept } from '../descriptions';
import {
  CommandIDs,
  ICurrentNotebook,
  IEnvironmentModel,
  IRunningKernels
} from '../tokens';

/** What can be done with one environment, as commands for menus and for others. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-envmgr:commands',
  description: 'Commands that clone, export and remove conda environments.',
  autoStart: true,
  requires: [IEnvironmentModel],
  optional: [
    ICurrentNotebook,
    IRunningKernels,
    IDefaultFileBrowser,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IEnvironmentModel,
    notebook: ICurrentNotebook | null,
    running: IRunningKernels | null,
    browser: IDefaultFileBrowser | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_envmgr');
    const { contents } = app.serviceManager;
    addCommands(app, { model, notebook, running, browser, contents, trans });
    palette?.addItem({
      command: CommandIDs.refresh,
      category: trans.__('Environments')
    });
  }
};

type Action = 'cloneEnvironment' | 'exportEnvironment' | 'removeEnvironment';

function addCommands(app: JupyterFrontEnd, context: IDialogContext): void {
  const { model, trans } = context;
  const { commands } = app;
  const on =
    (act: (environment: Environment) => Promise<void> | void) =>
    async (args: Parameters<typeof environmentIn>[0]) => {
      const environment = environmentIn(args, app, model);
      if (environment) {
        await act(environment);
      }
    };
  // The dialogs are loaded when the first of them is needed.
  const dialog = (action: Action) => async (environment: Environment) => {
    const actions = await import('../actions');
    await actions[action](environment, context);
  };
  const readable = (args: Parameters<typeof environmentIn>[0]) =>
    environmentIn(args, app, model)?.state !== 'unreadable';

  commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh Environments'),
    icon: refreshIcon,
    describedBy: NO_ARGS,
    execute: () => model.refresh()
  });
  commands.addCommand(CommandIDs.clone, {
    label: trans.__('Clone…'),
    icon: duplicateIcon,
    describedBy: ENVIRONMENT_ARGS,
    isEnabled: readable,
    execute: on(dialog('cloneEnvironment'))
  });
  commands.addCommand(CommandIDs.exportFile, {
    label: trans.__('Export…'),
    icon: downloadIcon,
    describedBy: ENVIRONMENT_ARGS,
    isEnabled: readable,
    execute: on(dialog('exportEnvironment'))
  });
  commands.addCommand(CommandIDs.copyPrefix, {
    label: trans.__('Copy Folder Path'),
    icon: copyIcon,
    describedBy: ENVIRONMENT_ARGS,
    execute: on(({ prefix }) => Clipboard.copyToSystem(prefix))
  });
  commands.addCommand(CommandIDs.remove, {
    label: trans.__('Remove…'),
    icon: closeIcon,
    describedBy: ENVIRONMENT_ARGS,
    caption: args => {
      const environment = environmentIn(args, app, model);
      return environment ? whyKept(environment, trans) : '';
    },
    isEnabled: args => {
      const environment = environmentIn(args, app, model);
      return environment === null || whyKept(environment, trans) === '';
    },
    execute: on(dialog('removeEnvironment'))
  });
}
