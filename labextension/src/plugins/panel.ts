import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import { addIcon, historyIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Menu } from '@lumino/widgets';

import { ENVIRONMENT_ARGS, environmentIn, NO_ARGS } from '../commandArgs';
import type { IEnvironmentActions } from '../components/environmentDetails';
import { environmentsIcon } from '../icons';
import { PanelState } from '../panelState';
import { FormDefaults } from '../formDefaults';
import {
  CommandIDs,
  ICurrentNotebook,
  IEnvironmentModel,
  IRunningKernels
} from '../tokens';
// Activation adds it to the shell at once.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { EnvironmentsPanel } from '../widget';
import { addCreateFromFile } from './createFromFile';

/** The side panel. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-envmgr:plugin',
  description: 'A side panel for conda environments.',
  autoStart: true,
  requires: [IEnvironmentModel],
  optional: [
    ICurrentNotebook,
    IRunningKernels,
    IDefaultFileBrowser,
    ISettingRegistry,
    ILayoutRestorer,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IEnvironmentModel,
    notebook: ICurrentNotebook | null,
    running: IRunningKernels | null,
    browser: IDefaultFileBrowser | null,
    settings: ISettingRegistry | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_envmgr');
    const defaults = new FormDefaults(settings, panelPlugin.id);
    const state = new PanelState();
    const panel = new EnvironmentsPanel({
      model,
      state,
      notebook,
      running,
      defaults: () => defaults.draft,
      actions: actionsOf(app),
      openMenu: (name, x, y) => menuOf(app, name).open(x, y),
      onError: error => void tell(error, trans),
      trans
    });
    app.shell.add(panel, 'left', { rank: 400, type: 'Environments' });
    restorer?.add(panel, panel.id);

    app.commands.addCommand(CommandIDs.open, {
      label: trans.__('Show Environments'),
      icon: environmentsIcon,
      describedBy: ENVIRONMENT_ARGS,
      execute: ({ name }) => {
        app.shell.activateById(panel.id);
        if (typeof name === 'string' && !state.form) {
          state.reveal(name);
        }
      }
    });
    app.commands.addCommand(CommandIDs.history, {
      label: trans.__('History'),
      caption: trans.__('Show the earlier states of an environment'),
      icon: historyIcon,
      describedBy: ENVIRONMENT_ARGS,
      execute: args => {
        const environment = environmentIn(args, app, model);
        app.shell.activateById(panel.id);
        if (environment && !state.form) {
          state.reveal(environment.name, 'history');
        }
      }
    });
    app.commands.addCommand(CommandIDs.create, {
      label: trans.__('New Environment…'),
      icon: addIcon,
      describedBy: NO_ARGS,
      execute: () => {
        app.shell.activateById(panel.id);
        if (!state.form) {
          state.openForm(defaults.draft);
        }
      }
    });
    addCreateFromFile(app, {
      browser,
      trans,
      open: (file, folder) => {
        app.shell.activateById(panel.id);
        return panel.open(file, folder);
      }
    });
    for (const command of [CommandIDs.open, CommandIDs.create]) {
      palette?.addItem({ command, category: trans.__('Environments') });
    }
  }
};

async function tell(error: unknown, trans: TranslationBundle): Promise<void> {
  const { showProblem } = await import('../dialogs/showProblem');
  await showProblem(trans.__('That did not work'), error, trans);
}

function actionsOf({ commands }: JupyterFrontEnd): IEnvironmentActions {
  const run = (id: string) => (name: string) => {
    void commands.execute(id, { name });
  };
  return {
    openNotebook: run(CommandIDs.openNotebook),
    clone: run(CommandIDs.clone),
    exportFile: run(CommandIDs.exportFile),
    rename: run(CommandIDs.rename),
    remove: run(CommandIDs.remove),
    checkFiles: run(CommandIDs.checkFiles),
    undo: run(CommandIDs.undo),
    restore: (name, revision) =>
      void commands.execute(CommandIDs.restore, { name, revision }),
    compare: (name, revision) =>
      void commands.execute(CommandIDs.compare, { name, revision }),
    forget: (name, revision) =>
      commands.execute(CommandIDs.forget, {
        name,
        revision
      }) as Promise<boolean>,
    restartKernels: (name, kernel) =>
      void commands.execute(CommandIDs.restartKernels, { name, kernel }),
    bringBack: run(CommandIDs.bringBack),
    forgetRemoved: run(CommandIDs.forget),
    review: request =>
      commands.execute(CommandIDs.review, {
        ...request
      } as ReadonlyPartialJSONObject) as Promise<boolean>
  };
}

/** The menu of one environment; the context menu has the same, from `schema/plugin.json`. */
function menuOf({ commands }: JupyterFrontEnd, name: string): Menu {
  const menu = new Menu({ commands });
  const args = { name };
  for (const command of [
    CommandIDs.openNotebook,
    CommandIDs.updateAll,
    CommandIDs.undo,
    CommandIDs.history,
    CommandIDs.checkFiles,
    CommandIDs.clone,
    CommandIDs.rename,
    CommandIDs.exportFile,
    CommandIDs.copyPrefix
  ]) {
    menu.addItem({ command, args });
  }
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: CommandIDs.remove, args });
  // The command runs after the menu has closed, and needs it no more.
  menu.aboutToClose.connect(() => requestAnimationFrame(() => menu.dispose()));
  return menu;
}
