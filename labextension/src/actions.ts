import { Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Environment } from './api';
import { askText } from './dialogs/askText';
import { showExport } from './dialogs/showExport';
import { showProblem } from './dialogs/showProblem';
import { checkName, freeName } from './names';
import type { ICurrentNotebook, IEnvironmentModel } from './tokens';

/** What the dialogs need besides the environment they are about. */
export interface IDialogContext {
  model: IEnvironmentModel;
  notebook: ICurrentNotebook | null;
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
    text: trans.__('Makes a copy with the same packages, pip’s included.'),
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

/** Asks for the name as confirmation, and starts the removal. */
export async function removeEnvironment(
  { name, prefix }: Environment,
  { model, trans }: IDialogContext
): Promise<void> {
  const title = trans.__('Remove %1', name);
  const answer = await askText({
    title,
    text: trans.__(
      'Deletes %1 with all that is in it, and its kernel. Notebooks stay.',
      prefix
    ),
    label: trans.__('Type “%1” to confirm', name),
    initial: '',
    hint: '',
    check: value =>
      value === name ? '' : trans.__('This is not its name yet.'),
    accept: Dialog.warnButton({ label: trans.__('Remove') }),
    cancel: Dialog.cancelButton({ label: trans.__('Cancel') })
  });
  if (answer !== null) {
    await model
      .remove(name)
      .catch((error: unknown) => showProblem(title, error, trans));
  }
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
    saveLabel:
      path === null
        ? trans.__('Save on the server')
        : trans.__('Save beside the notebook'),
    contents,
    trans
  });
}
