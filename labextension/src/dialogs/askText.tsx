import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';

import { AskText, type IAskTextProps } from '../components/askText';

interface IQuestion extends Omit<IAskTextProps, 'onChange'> {
  title: string;
  accept: Dialog.IButton;
  cancel: Dialog.IButton;
}

/** Asks for a line of text; null where it was not given. */
export async function askText(question: IQuestion): Promise<string | null> {
  const { title, accept, cancel, ...props } = question;
  const dialog = new Dialog<string>({
    title,
    body: new Answer(props),
    buttons: [cancel, accept],
    defaultButton: 1,
    focusNodeSelector: 'input'
  });
  dialog.addClass('jp-Envmgr-dialog');
  const { value } = await dialog.launch();
  return value !== null && question.check(value) === '' ? value : null;
}

class Answer extends ReactWidget implements Dialog.IBodyWidget<string> {
  constructor(private readonly props: Omit<IAskTextProps, 'onChange'>) {
    super();
    this.value = props.initial;
  }

  getValue(): string {
    return this.value;
  }

  protected override render(): JSX.Element {
    return (
      <AskText
        {...this.props}
        onChange={value => {
          this.value = value;
        }}
      />
    );
  }

  private value: string;
}
