import type { TranslationBundle } from '@jupyterlab/translation';

import type { IDraft } from '../draft';
import { acceptedEndings } from '../formats';
import type { PanelState } from '../panelState';
import { FileError, nameInside, readSpecFile } from '../specFile';
import type { ICurrentNotebook, IEnvironmentModel } from '../tokens';
import { CreateForm } from './createForm';
import { DropZone } from './dropZone';
import type { IEnvironmentActions } from './environmentDetails';
import { Overview } from './overview';

export interface IPanelProps {
  model: IEnvironmentModel;
  state: PanelState;
  /** Null where notebooks are not tracked. */
  notebook: ICurrentNotebook | null;
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
  const { model, state, trans } = props;
  const takeFile = (file: File, draft?: IDraft) =>
    void openWithFile(props, file, draft ?? props.defaults());
  return (
    <DropZone
      label={trans.__('Drop an environment.yml to build from it')}
      onDrop={file => takeFile(file)}
    >
      {state.draft ? (
        <CreateForm
          key={state.opening}
          draft={state.draft}
          fileProblem={state.fileProblem}
          taken={model.environments.map(environment => environment.name)}
          channels={model.config?.channels ?? []}
          accept={acceptedEndings(model.formats)}
          trans={trans}
          search={model.search}
          onSubmit={body => model.create(body)}
          onFile={takeFile}
          onClose={() => state.closeForm()}
        />
      ) : (
        <Overview {...props} takeFile={takeFile} />
      )}
    </DropZone>
  );
}

async function openWithFile(
  { state, trans }: IPanelProps,
  file: File,
  draft: IDraft
): Promise<void> {
  try {
    const chosen = await readSpecFile(file, trans);
    const name = draft.name || nameInside(chosen);
    state.openForm({ ...draft, name, file: chosen });
  } catch (error) {
    if (!(error instanceof FileError)) {
      throw error;
    }
    state.openForm({ ...draft, file: null }, error.message);
  }
}
