import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';

import { Button } from './button';

interface ISaveButtonProps {
  label: string;
  filename: string;
  /** Where it goes, for people. */
  folder: string;
  /** Gives whether it was saved: an existing file is left alone unless told otherwise. */
  save: (overwrite: boolean) => Promise<boolean>;
  trans: TranslationBundle;
}

type State = 'idle' | 'saving' | 'asking' | 'saved' | { failed: string };

/** Saves a file on the server, and asks before it replaces one. */
export function SaveButton(props: ISaveButtonProps): JSX.Element {
  const { label, filename, folder, save, trans } = props;
  const [state, setState] = useState<State>('idle');
  const go = async (overwrite: boolean) => {
    setState('saving');
    try {
      setState((await save(overwrite)) ? 'saved' : 'asking');
    } catch (error) {
      setState({ failed: error instanceof Error ? error.message : '' });
    }
  };
  if (state === 'asking') {
    return (
      <div className="jp-Envmgr-confirm" role="alert">
        <span>{trans.__('%1 is there already.', filename)}</span>
        <Button look="warn" onClick={() => void go(true)}>
          {trans.__('Replace it')}
        </Button>
        <Button onClick={() => setState('idle')}>
          {trans.__('Keep the old one')}
        </Button>
      </div>
    );
  }
  return (
    <>
      <Button
        title={trans.__('Save as %1 in %2', filename, folder)}
        disabled={state === 'saving'}
        onClick={() => void go(false)}
      >
        {label}
      </Button>
      <span className="jp-Envmgr-said" role="status">
        {state === 'saved' && trans.__('Saved in %1.', folder)}
      </span>
      {typeof state === 'object' && (
        <p className="jp-Envmgr-problem" role="alert">
          {trans.__('It could not be saved: %1', state.failed)}
        </p>
      )}
    </>
  );
}
