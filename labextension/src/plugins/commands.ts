import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Clipboard, ICommandPalette } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import {
  checkIcon,
  closeIcon,
  copyIcon,
  downloadIcon,
  duplicateIcon,
  editIcon,
  refreshIcon
} from '@jupyterlab/ui-components';

import type { IDialogContext } from '../actions';
import type { PlanRequest } from '../api';
import { ENVIRONMENT_ARGS, environmentIn, NO_ARGS } from '../commandArgs';
import { whyKept, whyUnchangeable } from '../descriptions';
import { PLAN_ARGS } from '../planArgs';
import {
  CommandIDs,
  ICurrentNotebook,
  IEnvironmentModel,
  IRunningKernels
} from '../tokens';

/** What can be done with one environment, as commands for menus and for others. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-envmgr:commands',
  description:
    'Commands that change, clone, export and remove conda environments.',
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

type Args = Parameters<typeof environmentIn>[0];
type Action =
  | 'checkEnvironment'
  | 'cloneEnvironment'
  | 'exportEnvironment'
  | 'removeEnvironment'
  | 'renameEnvironment'
  | 'updateEnvironment';
type Reason = typeof whyKept;

function addCommands(app: JupyterFrontEnd, context: IDialogContext): void {
  const { model, trans } = context;
  app.commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh Environments'),
    icon: refreshIcon,
    describedBy: NO_ARGS,
    execute: () => model.refresh()
  });
  app.commands.addCommand(CommandIDs.review, {
    label: trans.__('Review Changes…'),
    describedBy: PLAN_ARGS,
    execute: async args => {
      const { reviewPlan } = await import('../actions');
      return reviewPlan(args as unknown as PlanRequest, context);
    }
  });
  addReading(app, context);
  addChanging(app, context);
}

/** Commands for each environment that can be read. */
function addReading(app: JupyterFrontEnd, context: IDialogContext): void {
  const { commands } = app;
  const { model, trans } = context;
  const isEnabled = (args: Args) =>
    environmentIn(args, app, model)?.state !== 'unreadable';
  commands.addCommand(CommandIDs.clone, {
    label: trans.__('Clone…'),
    icon: duplicateIcon,
    describedBy: ENVIRONMENT_ARGS,
    isEnabled,
    execute: opening('cloneEnvironment', app, context)
  });
  commands.addCommand(CommandIDs.exportFile, {
    label: trans.__('Export…'),
    icon: downloadIcon,
    describedBy: ENVIRONMENT_ARGS,
    isEnabled,
    execute: opening('exportEnvironment', app, context)
  });
  commands.addCommand(CommandIDs.checkFiles, {
    label: trans.__('Check All Files'),
    caption: trans.__('Compare the checksums of all files'),
    icon: checkIcon,
    describedBy: ENVIRONMENT_ARGS,
    isEnabled,
    execute: opening('checkEnvironment', app, context)
  });
  commands.addCommand(CommandIDs.copyPrefix, {
    label: trans.__('Copy Folder Path'),
    icon: copyIcon,
    describedBy: ENVIRONMENT_ARGS,
    execute: args => {
      const environment = environmentIn(args, app, model);
      if (environment) {
        Clipboard.copyToSystem(environment.prefix);
      }
    }
  });
}

/** Commands for each environment that may be changed or removed. */
function addChanging(app: JupyterFrontEnd, context: IDialogContext): void {
  const { commands } = app;
  const { model, trans } = context;
  /** Not to be chosen where there is a reason, which is shown instead. */
  const unless = (reason: Reason) => {
    const why = (args: Args) => {
      const environment = environmentIn(args, app, model);
      return environment ? reason(environment, trans) : '';
    };
    return { caption: why, isEnabled: (args: Args) => why(args) === '' };
  };
  commands.addCommand(CommandIDs.updateAll, {
    label: trans.__('Update All…'),
    icon: refreshIcon,
    describedBy: ENVIRONMENT_ARGS,
    ...unless(whyUnchangeable),
    execute: opening('updateEnvironment', app, context)
  });
  commands.addCommand(CommandIDs.rename, {
    label: trans.__('Rename…'),
    icon: editIcon,
    describedBy: ENVIRONMENT_ARGS,
    ...unless(whyUnchangeable),
    execute: opening('renameEnvironment', app, context)
  });
  commands.addCommand(CommandIDs.remove, {
    label: trans.__('Remove…'),
    icon: closeIcon,
    describedBy: ENVIRONMENT_ARGS,
    ...unless(whyKept),
    execute: opening('removeEnvironment', app, context)
  });
}

/** Does something with an environment; the dialogs are loaded when the first of them is needed. */
function opening(
  action: Action,
  app: JupyterFrontEnd,
  context: IDialogContext
): (args: Args) => Promise<void> {
  return async args => {
    const environment = environmentIn(args, app, context.model);
    if (environment) {
      const actions = await import('../actions');
      await actions[action](environment, context);
    }
  };
}
