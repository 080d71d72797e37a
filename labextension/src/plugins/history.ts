import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { deleteIcon, refreshIcon, undoIcon } from '@jupyterlab/ui-components';

import type { Environment } from '../api';
import { ENVIRONMENT_ARGS, environmentIn } from '../commandArgs';
import { whyUnchangeable } from '../descriptions';
import type { IHistoryContext } from '../historyActions';
import { KERNEL_ARGS, REVISION_ARGS, textIn } from '../historyArgs';
import { CommandIDs, IEnvironmentModel, IRunningKernels } from '../tokens';

/** The ways back: undo, earlier states, removed environments, and kernels left behind. */
export const historyPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-envmgr:history',
  description: 'Commands that bring back earlier states of conda environments.',
  autoStart: true,
  requires: [IEnvironmentModel],
  optional: [IRunningKernels, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: IEnvironmentModel,
    running: IRunningKernels | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_envmgr');
    const context = { model, running, trans };
    addReturning(app, context);
    addForgetting(app, context);
    if (running) {
      addRestarting(app, { ...context, running });
    }
  }
};

type Args = Parameters<typeof environmentIn>[0];

/** Commands that go back, and that look before. */
function addReturning(app: JupyterFrontEnd, context: IHistoryContext): void {
  const { commands } = app;
  const { model, trans } = context;
  const find = (args: Args) => environmentIn(args, app, model);
  const why = (args: Args) => {
    const environment = find(args);
    return environment ? whyUnchangeable(environment, trans) : '';
  };
  const returning = (
    environment: Environment | null,
    revision: string | null
  ) =>
    environment &&
    import('../historyActions').then(({ restoreEnvironment }) =>
      restoreEnvironment(environment.name, revision, context)
    );
  commands.addCommand(CommandIDs.undo, {
    label: trans.__('Undo…'),
    icon: undoIcon,
    describedBy: ENVIRONMENT_ARGS,
    caption: why,
    isEnabled: args => why(args) === '',
    execute: args => returning(find(args), null)
  });
  commands.addCommand(CommandIDs.restore, {
    label: trans.__('Restore a State…'),
    icon: undoIcon,
    describedBy: REVISION_ARGS,
    isEnabled: args => why(args) === '',
    execute: args => returning(find(args), textIn(args.revision))
  });
  commands.addCommand(CommandIDs.compare, {
    label: trans.__('Compare States…'),
    describedBy: REVISION_ARGS,
    execute: async args => {
      const environment = find(args);
      const { compareRevisions } = await import('../historyActions');
      if (environment) {
        const revision = textIn(args.revision);
        await compareRevisions(environment.name, revision, context);
      }
    }
  });
  commands.addCommand(CommandIDs.bringBack, {
    label: trans.__('Bring a Removed Environment Back'),
    icon: undoIcon,
    describedBy: ENVIRONMENT_ARGS,
    execute: async ({ name }) => {
      const { restoreRemoved } = await import('../historyActions');
      await restoreRemoved(textIn(name) ?? '', context);
    }
  });
}

/** The command that makes room. */
function addForgetting(app: JupyterFrontEnd, context: IHistoryContext): void {
  const { model, trans } = context;
  app.commands.addCommand(CommandIDs.forget, {
    label: trans.__('Delete Earlier States…'),
    icon: deleteIcon,
    describedBy: REVISION_ARGS,
    execute: async args => {
      const name = textIn(args.name) ?? '';
      const { forgetRemoved, forgetRevisions } =
        await import('../historyActions');
      return model.environments.some(each => each.name === name)
        ? forgetRevisions(name, textIn(args.revision), context)
        : forgetRemoved(name, context);
    }
  });
}

function addRestarting(
  app: JupyterFrontEnd,
  context: IHistoryContext & { running: IRunningKernels }
): void {
  const { model, trans } = context;
  app.commands.addCommand(CommandIDs.restartKernels, {
    label: trans.__('Restart Kernels…'),
    caption: trans.__(
      'Restart the kernels that are older than the environment'
    ),
    icon: refreshIcon,
    describedBy: KERNEL_ARGS,
    execute: async args => {
      const environment = environmentIn(args, app, model);
      const { restartKernels } = await import('../kernelActions');
      if (environment) {
        await restartKernels(environment, textIn(args.kernel), context);
      }
    }
  });
}
