import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';

import type { Job } from '../api';
import { describeProblem } from '../problems';
import { CommandIDs, IEnvironmentModel } from '../tokens';

const DURATION = 8000;

/** Says how a change has ended, wherever the person looks. */
export const notificationsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-envmgr:notifications',
  description:
    'Announces the end of changes and brings the kernels up to date.',
  autoStart: true,
  requires: [IEnvironmentModel],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: IEnvironmentModel,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_envmgr');
    model.jobEnded.connect((_, job) => {
      // The launcher shows the kernel at once, or no longer.
      void app.serviceManager.kernelspecs.refreshSpecs();
      announce(app, model, job, trans);
    });
  }
};

function announce(
  app: JupyterFrontEnd,
  model: IEnvironmentModel,
  job: Job,
  trans: TranslationBundle
): void {
  switch (job.state) {
    case 'done':
      Notification.success(describeDone(job, trans), {
        autoClose: DURATION,
        actions: hasKernel(job, model) ? [openNotebook(app, job, trans)] : []
      });
      break;
    case 'failed':
      Notification.error(trans.__('%1: %2', job.title, failureOf(job, trans)), {
        autoClose: DURATION,
        actions: [openPanel(app, trans)]
      });
      break;
    case 'cancelled':
      Notification.info(describeCancelled(job, trans), {
        autoClose: DURATION
      });
      break;
    case 'queued':
    case 'running': // has not ended
  }
}

function describeDone(job: Job, trans: TranslationBundle): string {
  switch (job.action) {
    case 'create':
    case 'clone':
      return trans.__('The environment %1 is ready.', job.environment);
    case 'remove':
      return trans.__('The environment %1 is removed.', job.environment);
  }
}

function describeCancelled(job: Job, trans: TranslationBundle): string {
  switch (job.action) {
    case 'create':
      return trans.__('Creating %1 was cancelled.', job.environment);
    case 'clone':
      return trans.__('Cloning %1 was cancelled.', job.environment);
    case 'remove':
      return trans.__('Removing %1 was cancelled.', job.environment);
  }
}

function failureOf(job: Job, trans: TranslationBundle): string {
  return job.problem
    ? describeProblem(job.problem, trans).message
    : trans.__('it failed.');
}

function hasKernel(job: Job, model: IEnvironmentModel): boolean {
  return model.environments.some(
    ({ name, kernels }) => name === job.environment && kernels.length > 0
  );
}

function openNotebook(
  app: JupyterFrontEnd,
  job: Job,
  trans: TranslationBundle
): Notification.IAction {
  return {
    label: trans.__('Open notebook'),
    displayType: 'accent',
    callback: () => {
      const args = { name: job.environment };
      void app.commands.execute(CommandIDs.openNotebook, args);
    }
  };
}

function openPanel(
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Notification.IAction {
  return {
    label: trans.__('Show'),
    callback: () => {
      void app.commands.execute(CommandIDs.open);
    }
  };
}
