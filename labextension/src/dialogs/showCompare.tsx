import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';

import type { RevisionList } from '../api';
import { CompareView } from '../components/compareView';
import type { IEnvironmentModel } from '../tokens';

interface ICompareOptions {
  title: string;
  history: RevisionList;
  /** Ids of the two states to begin with. */
  from: string;
  to: string;
  diff: IEnvironmentModel['diff'];
  trans: TranslationBundle;
}

/** Shows what two states do not have in common, until the dialog is closed. */
export async function showCompare(options: ICompareOptions): Promise<void> {
  const { title, ...view } = options;
  const dialog = new Dialog({
    title,
    body: ReactWidget.create(<CompareView {...view} />),
    buttons: [Dialog.okButton({ label: options.trans.__('Close') })],
    focusNodeSelector: 'select'
  });
  dialog.addClass('jp-Envmgr-dialog');
  dialog.addClass('jp-Envmgr-planDialog');
  await dialog.launch();
}
