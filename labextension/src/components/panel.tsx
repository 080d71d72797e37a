import type { TranslationBundle } from '@jupyterlab/translation';

import { toPlanRequest, type IDraft } from '../draft';
import { acceptedEndings } from '../formats';
import type { PanelState } from '../panelState';
import { FileError, nameInside, readSpecFile } from '../specFile';
import type {
  ICurrentNotebook,
  IEnvironmentModel,
  IRunningKernels
} from '../tokens';
import { CreateForm } from './createForm';
import { DropZone } from './dropZone';
import type { IEnvironmentActions } from './environmentDetails';
import { Overview, type IOverviewProps } from './overview';

export interface IPanelProps {
  model: IEnvironmentModel;
  state: PanelState;
  /** Null where notebooks are not tracked. */
  notebook: ICurrentNotebook | null;
  running: IRunningKernels | null;
  /** What the form holds when it is opened empty. */
  defaults: () => IDraft;
  actions: IEnvironmentActions;
  /** Open the menu of an environment at a position of the page. */
  openMenu: (name: string, x: number, y: number) => void;
  /** Tell that a button's request failed. */
  onError: (error: unknown) => void;
  trans: TranslationBundle;
}

/** The whole panel: the list of environments, or the form of a new one. */
export function Panel(props: IPanelProps): JSX.Element {
  const { state, trans } = props;
  const takeFile = (file: File) => void openWithFile(props, file);
  return (
    <DropZone
      label={trans.__(
        'Drop an environment.yml or requirements.txt to build from it'
      )}
      onDrop={takeFile}
    >
      {state.form ? (
        <NewEnvironment {...props} takeFile={takeFile} />
      ) : (
        <Overview {...props} takeFile={takeFile} />
      )}
    </DropZone>
  );
}

function NewEnvironment(props: IOverviewProps): JSX.Element | null {
  const { model, state, trans } = props;
  const { form } = state;
  return (
    form && (
      <CreateForm
        key={state.opening}
        draft={form.draft}
        pristine={form.pristine}
        fileProblem={form.fileProblem}
        taken={model.environments.map(environment => environment.name)}
        channels={model.config?.channels ?? []}
        accept={acceptedEndings(model.formats)}
        trans={trans}
        search={model.search}
        onSubmit={async body => {
          await model.create(body);
          if (form.retried !== null) {
            model.dismiss(form.retried);
          }
        }}
        onPreview={async body => {
          const applied = await props.actions.review(toPlanRequest(body));
          if (applied && form.retried !== null) {
            model.dismiss(form.retried);
          }
          return applied;
        }}
        onChange={draft => state.keep(draft)}
        onFile={props.takeFile}
        onClose={() => state.closeForm()}
      />
    )
  );
}

/**
 * Opens the form with a file, or fills it: what was typed stays.
 *
 * @param folder - where it stands on the server, below JupyterLab's own folder.
 */
export async function openWithFile(
  props: Pick<IPanelProps, 'model' | 'state' | 'defaults' | 'trans'>,
  file: File,
  folder: string | null = null
): Promise<void> {
  const { model, state, trans } = props;
  const defaults = props.defaults();
  try {
    const endings = acceptedEndings(model.formats);
    const read = await readSpecFile(file, endings, trans);
    const chosen = { ...read, folder };
    const draft = state.typed ?? defaults;
    const name = draft.name || nameInside(chosen);
    state.fillForm({ ...draft, name, file: chosen }, '', defaults);
  } catch (error) {
    if (!(error instanceof FileError)) {
      throw error;
    }
    const draft = state.typed ?? defaults;
    state.fillForm(draft, error.message, defaults);
  }
}
