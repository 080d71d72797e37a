import { Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Environment, Job, PlanRequest } from './api';
import { planOf } from './changeRequests';
import { describeEnd } from './descriptions';
import { askText } from './dialogs/askText';
import { showExport } from './dialogs/showExport';
import { showPlan } from './dialogs/showPlan';
import { showProblem } from './dialogs/showProblem';
import { checkName, freeName } from './names';
import { PlanReview } from './planReview';
import type {
  ICurrentNotebook,
  IEnvironmentModel,
  IRunningKernels
} from './tokens';

/** What the dialogs need besides the environment they are about. */
export interface IDialogContext {
  model: IEnvironmentModel;
  notebook: ICurrentNotebook | null;
  running: IRunningKernels | null;
  browser: IDefaultFileBrowser | null;
  contents: Contents.IManager;
  trans: TranslationBundle;
}

/** Asks for a name and starts a clone. */
export async function cloneEnvironment(
  { name }: Environment,
  { model, trans }: IDialogContext
): Promise<void> {
  const taken = model.environments.map(environment => environment.name);
  const title = trans.__('Clone %1', name);
  const answer = await askText({
    title,
    text: trans.__(
      'Makes a copy with the same packages, including those from pip.'
    ),
    label: trans.__('Name of the clone'),
    initial: freeName(name, taken),
    hint: trans.__('Letters, digits, dots, dashes and underscores'),
    check: value => checkName(value, taken, trans),
    accept: Dialog.okButton({ label: trans.__('Clone') }),
    cancel: Dialog.cancelButton({ label: trans.__('Cancel') })
  });
  if (answer !== null) {
    await model
      .create({ name: answer, clone: name })
      .catch((error: unknown) => showProblem(title, error, trans));
  }
}

/** Shows the plan for a request, and applies it where the person wants it; gives whether. */
export function reviewPlan(
  request: PlanRequest,
  { model, trans }: Pick<IDialogContext, 'model' | 'trans'>
): Promise<boolean> {
  const { environment, rename } = request;
  const isNew = !model.environments.some(({ name }) => name === environment);
  const review = new PlanReview(request, model);
  if (isNew) {
    const title = trans.__('Review the new environment %1', environment);
    return showPlan({ title, accept: trans.__('Create'), review, trans });
  }
  if (rename) {
    const title = trans.__('Rename %1 to %2', environment, rename);
    return showPlan({ title, accept: trans.__('Rename'), review, trans });
  }
  const title = trans.__('Review changes to %1', environment);
  return showPlan({ title, accept: trans.__('Apply'), review, trans });
}

/** Asks for another name, and shows what giving it comes to. */
export async function renameEnvironment(
  { name }: Environment,
  { model, trans }: IDialogContext
): Promise<void> {
  const taken = model.environments.map(environment => environment.name);
  const answer = await askText({
    title: trans.__('Rename %1', name),
    text: trans.__(
      'The folder and the kernel get the new name too. Notebooks that use the kernel have to choose it again.'
    ),
    label: trans.__('New name'),
    initial: name,
    hint: trans.__('Letters, digits, dots, dashes and underscores'),
    check: value =>
      value === name
        ? trans.__('Give it another name.')
        : checkName(value, taken, trans),
    accept: Dialog.okButton({ label: trans.__('Continue') }),
    cancel: Dialog.cancelButton({ label: trans.__('Cancel') })
  });
  if (answer !== null) {
    await reviewPlan(planOf(name, { rename: answer }), { model, trans });
  }
}

/** Shows what updating everything comes to. */
export async function updateEnvironment(
  { name }: Environment,
  context: IDialogContext
): Promise<void> {
  await reviewPlan(planOf(name, { update: 'all' }), context);
}

/** Starts to compare the checksums of all files. */
export async function checkEnvironment(
  { name }: Environment,
  { model, trans }: IDialogContext
): Promise<void> {
  await model
    .checkFiles(name)
    .catch((error: unknown) =>
      showProblem(trans.__('Check %1', name), error, trans)
    );
}

/** Asks for the name as confirmation, starts the removal, and ends the kernels once it is done. */
export async function removeEnvironment(
  environment: Environment,
  { model, running, trans }: IDialogContext
): Promise<void> {
  const { name, prefix } = environment;
  const title = trans.__('Remove %1', name);
  // What is known already is told where the server does not answer.
  await running?.refresh().catch(() => undefined);
  const answer = await askText({
    title,
    text:
      model.config?.revisions_kept === 0
        ? trans.__(
            'Deletes %1 and everything in it, and its kernel. Notebooks stay.',
            prefix
          )
        : trans.__(
            'Takes %1 away with everything in it, and its kernel. Notebooks stay. It can be brought back from “Recently removed” until its space is needed.',
            prefix
          ),
    warning: describeEnd(running?.in(environment) ?? [], trans),
    label: trans.__('Type “%1” to confirm', name),
    initial: '',
    hint: '',
    check: value =>
      value === name ? '' : trans.__('Type the full name to enable Remove.'),
    accept: Dialog.warnButton({ label: trans.__('Remove') }),
    cancel: Dialog.cancelButton({ label: trans.__('Cancel') })
  });
  if (answer === null) {
    return;
  }
  const forget = whenRemoved(name, model, () => {
    running
      ?.shutDown(environment)
      .catch((error: unknown) => showProblem(title, error, trans));
  });
  try {
    await model.remove(name);
  } catch (error) {
    forget();
    await showProblem(title, error, trans);
  }
}

/** Calls back once the removal of an environment is done; gives what makes it forget. */
function whenRemoved(
  name: string,
  model: IEnvironmentModel,
  callback: () => void
): () => void {
  const slot = (_: IEnvironmentModel, job: Job): void => {
    if (job.action === 'remove' && job.environment === name) {
      forget();
      if (job.state === 'done') {
        callback();
      }
    }
  };
  const forget = (): void => {
    model.jobEnded.disconnect(slot);
  };
  model.jobEnded.connect(slot);
  return forget;
}

/** Shows an environment written down. */
export function exportEnvironment(
  { name }: Environment,
  { model, notebook, browser, contents, trans }: IDialogContext
): Promise<void> {
  const path = notebook?.path ?? null;
  return showExport({
    title: trans.__('Export %1', name),
    formats: model.formats.filter(format => format.writes),
    load: (format, variant) => model.export(name, format, variant),
    folder: path === null ? (browser?.model.path ?? '') : PathExt.dirname(path),
    notebook: path === null ? null : PathExt.basename(path),
    saveLabel:
      path === null
        ? trans.__('Save on the server')
        : trans.__('Save beside the notebook'),
    contents,
    trans
  });
}
