import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

interface IQuestion {
  title: string;
  /** What it comes to. */
  text: string;
  /** What the button that goes on says. */
  accept: string;
  trans: TranslationBundle;
}

/** Asks before something is lost; gives whether to go on. */
export async function confirm(question: IQuestion): Promise<boolean> {
  const { title, text, accept, trans } = question;
  const { button } = await showDialog({
    title,
    body: text,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: accept })
    ],
    // Enter must not lose anything.
    defaultButton: 0
  });
  return button.accept;
}
