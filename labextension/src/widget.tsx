import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';

import { openWithFile, Panel, type IPanelProps } from './components/panel';
import { environmentsIcon } from './icons';

/** The side panel as a widget of the shell. */
export class EnvironmentsPanel extends ReactWidget {
  constructor(private readonly props: IPanelProps) {
    super();
    this.id = 'jupyter-envmgr:panel';
    this.title.icon = environmentsIcon;
    this.title.caption = props.trans.__('Environments');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', props.trans.__('Environments'));
    this.addClass('jp-Envmgr');
  }

  /** Show the form with a file in it. */
  open(file: File, folder: string): Promise<void> {
    return openWithFile(this.props, file, folder);
  }

  protected override render(): JSX.Element {
    const { model, state, notebook, running } = this.props;
    const draw = () => <Panel {...this.props} />;
    return [model, state, notebook, running].reduce<() => JSX.Element>(
      (inner, source) =>
        source ? () => <Watch signal={source.changed}>{inner}</Watch> : inner,
      draw
    )();
  }
}

/** What is drawn again with each signal. */
function Watch(props: {
  signal: ISignal<unknown, void>;
  children: () => JSX.Element;
}): JSX.Element {
  return <UseSignal signal={props.signal}>{props.children}</UseSignal>;
}
