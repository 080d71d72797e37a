import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';

import { Button } from './button';

interface ISaveButtonProps {
  label: string;
  filename: string;
  /** Where it goes, for people. */
  path: string;
  /** What to say when it is saved. */
  saved: string;
  /** Says how it went; an empty sentence when it begins. */
  say: (sentence: string) => void;
  /** Gives whether it was saved: an existing file is left alone unless told otherwise. */
  save: (overwrite: boolean) => Promise<boolean>;
  trans: TranslationBundle;
}

type State = 'idle' | 'saving' | 'asking' | { failed: string };

/** Saves a file on the server, and asks before it replaces one. */
export function SaveButton(props: ISaveButtonProps): JSX.Element {
  const { label, filename, path, save, say, trans } = props;
  const [state, setState] = useState<State>('idle');
  const go = async (overwrite: boolean) => {
    setState('saving');
    say('');
    try {
      const done = await save(overwrite);
      setState(done ? 'idle' : 'asking');
      say(done ? props.saved : '');
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
        title={trans.__('Save as %1', path)}
        disabled={state === 'saving'}
        onClick={() => void go(false)}
      >
        {label}
      </Button>
      {typeof state === 'object' && (
        <p className="jp-Envmgr-problem" role="alert">
          {trans.__('It could not be saved: %1', state.failed)}
        </p>
      )}
    </>
  );
}
