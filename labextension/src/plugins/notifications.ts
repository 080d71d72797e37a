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

import {
  describeCancelled,
  describeChecked,
  describeDone
} from '../announcements';
import type { Environment, Job } from '../api';
import { describeProblem } from '../problems';
import { CommandIDs, IEnvironmentModel, IRunningKernels } from '../tokens';
import { wayBackFrom } from '../wayBack';

const DURATION = 8000;

/** Says how a change has ended, wherever the person looks. */
export const notificationsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-envmgr:notifications',
  description:
    'Announces the end of changes and brings the kernels up to date.',
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
    model.jobEnded.connect((_, job) => {
      // The launcher shows the kernel at once, or no longer.
      void app.serviceManager.kernelspecs.refreshSpecs();
      void announce(job, { app, model, running, trans });
    });
  }
};

interface IContext {
  app: JupyterFrontEnd;
  model: IEnvironmentModel;
  running: IRunningKernels | null;
  trans: TranslationBundle;
}

async function announce(job: Job, context: IContext): Promise<void> {
  const { trans } = context;
  switch (job.state) {
    case 'done': {
      const { type, message } = await describe(job, context);
      Notification.emit(message, type, {
        autoClose: DURATION,
        actions: await nextSteps(job, context)
      });
      break;
    }
    case 'failed':
      Notification.error(trans.__('%1: %2', job.title, failureOf(job, trans)), {
        autoClose: DURATION,
        actions: [openPanel(job, context)]
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

interface IAnnouncement {
  type: 'success' | 'warning';
  message: string;
}

async function describe(job: Job, context: IContext): Promise<IAnnouncement> {
  const { action } = job;
  if (action === 'check') {
    return describeHealth(job, context);
  }
  const { trans } = context;
  const message = describeDone(job, action, isRunning(job, context), trans);
  return { type: 'success', message };
}

/** What a check has found. */
async function describeHealth(
  job: Job,
  { model, trans }: IContext
): Promise<IAnnouncement> {
  try {
    const health = await model.health(job.environment);
    return {
      type: health.problems.length === 0 ? 'success' : 'warning',
      message: describeChecked(job, health, trans)
    };
  } catch {
    // The environment's own row says why its health cannot be told.
    const message = trans.__('All files of %1 are checked.', job.environment);
    return { type: 'success', message };
  }
}

function failureOf(job: Job, trans: TranslationBundle): string {
  return job.problem
    ? describeProblem(job.problem, trans).message
    : trans.__('it failed.');
}

/** What a person may want to do now. */
async function nextSteps(
  job: Job,
  context: IContext
): Promise<Notification.IAction[]> {
  switch (job.action) {
    case 'create':
    case 'clone':
      return environmentOf(job, context)?.kernels.length
        ? [openNotebook(job, context)]
        : [];
    case 'check':
      return [openPanel(job, context)];
    case 'change':
    case 'restore':
      return undo(job, context);
    case 'remove':
      return bringBack(job, context);
    case 'rename':
      return [];
  }
}

/** Takes a change back; nothing where that is not possible. */
async function undo(
  job: Job,
  context: IContext
): Promise<Notification.IAction[]> {
  const { model, trans } = context;
  // Without an answer there is no button; the environment's row says why.
  const way = await wayBackFrom(job, model).catch(() => null);
  return way
    ? [
        {
          label: trans.__('Undo'),
          callback: () =>
            void import('../historyActions').then(({ undoAtOnce }) =>
              undoAtOnce(job.environment, way, context)
            )
        }
      ]
    : [];
}

/** Takes a removal back; nothing where nothing was kept. */
function bringBack(
  { environment }: Job,
  { app, model, trans }: IContext
): Notification.IAction[] {
  return model.removed.some(({ name }) => name === environment)
    ? [
        {
          label: trans.__('Undo'),
          callback: () => {
            const args = { name: environment };
            void app.commands.execute(CommandIDs.bringBack, args);
          }
        }
      ]
    : [];
}

function environmentOf(job: Job, { model }: IContext): Environment | undefined {
  return model.environments.find(({ name }) => name === job.environment);
}

function isRunning(job: Job, context: IContext): boolean {
  const environment = environmentOf(job, context);
  const kernels = environment && context.running?.in(environment);
  return Boolean(kernels?.length);
}

function openNotebook(
  job: Job,
  { app, trans }: IContext
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

/** Shows the panel, with the environment in sight. */
function openPanel(job: Job, { app, trans }: IContext): Notification.IAction {
  return {
    label: trans.__('Show'),
    callback: () => {
      const args = { name: job.environment };
      void app.commands.execute(CommandIDs.open, args);
    }
  };
}
