import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';

import { ProblemAlert } from '../components/problemAlert';
import { problemOf } from '../request';

/** Tells that something asked for could not be done. */
export async function showProblem(
  title: string,
  error: unknown,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title,
    body: ReactWidget.create(
      <ProblemAlert problem={problemOf(error)} trans={trans} />
    ),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
