import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';

import { Panel, type IPanelProps } from './components/panel';
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

  protected override render(): JSX.Element {
    const { model, state, notebook } = this.props;
    return (
      <UseSignal signal={model.changed}>
        {() => (
          <UseSignal signal={state.changed}>
            {() =>
              notebook ? (
                <UseSignal signal={notebook.changed}>
                  {() => <Panel {...this.props} />}
                </UseSignal>
              ) : (
                <Panel {...this.props} />
              )
            }
          </UseSignal>
        )}
      </UseSignal>
    );
  }
}
