import type { TranslationBundle } from '@jupyterlab/translation';
import { useId } from 'react';

import type { Environment } from '../api';
import { whyKept, whyUnchangeable } from '../descriptions';
import { Button } from './button';
import type { IEnvironmentActions } from './environmentDetails';

interface IEnvironmentButtonsProps {
  environment: Environment;
  actions: IEnvironmentActions;
  /** Whether there is an earlier state to go back to, as far as that is known. */
  undoable: boolean;
  trans: TranslationBundle;
}

/** What can be done with an environment as a whole. */
export function EnvironmentButtons(
  props: IEnvironmentButtonsProps
): JSX.Element {
  const { environment, actions, undoable, trans } = props;
  const { name, kernels, state } = environment;
  const unreadable = state === 'unreadable';
  const kept = whyUnchangeable(environment, trans);
  return (
    <div className="jp-Envmgr-actions">
      {kernels.length > 0 && (
        <Button look="accept" onClick={() => actions.openNotebook(name)}>
          {trans.__('Open notebook')}
        </Button>
      )}
      <Refusable
        why={
          kept ||
          (undoable ? '' : trans.__('There is no earlier state to go back to.'))
        }
        onClick={() => actions.undo(name)}
      >
        {trans.__('Undo…')}
      </Refusable>
      <Button unavailable={unreadable} onClick={() => actions.clone(name)}>
        {trans.__('Clone…')}
      </Button>
      <Button unavailable={unreadable} onClick={() => actions.exportFile(name)}>
        {trans.__('Export…')}
      </Button>
      <Refusable why={kept} onClick={() => actions.rename(name)}>
        {trans.__('Rename…')}
      </Refusable>
      <Refusable
        why={whyKept(environment, trans)}
        onClick={() => actions.remove(name)}
      >
        {trans.__('Remove…')}
      </Refusable>
    </div>
  );
}

interface IRefusableProps {
  /** Why it does nothing; an empty string where it does something. */
  why: string;
  onClick: () => void;
  children: string;
}

/** A button that says why it cannot be used. */
function Refusable({ why, onClick, children }: IRefusableProps): JSX.Element {
  const reasonId = useId();
  return (
    <>
      <Button
        title={why || undefined}
        aria-describedby={why ? reasonId : undefined}
        unavailable={why !== ''}
        onClick={onClick}
      >
        {children}
      </Button>
      {why && (
        <span id={reasonId} hidden>
          {why}
        </span>
      )}
    </>
  );
}
