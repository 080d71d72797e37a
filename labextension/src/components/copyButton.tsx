import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';

import { Button } from './button';

interface ICopyButtonProps {
  /** What goes to the clipboard. */
  text: string;
  /** What it copies, for those who do not see what stands around it. */
  label: string;
  trans: TranslationBundle;
}

/** Copies a text, and says that it did until it is left. */
export function CopyButton(props: ICopyButtonProps): JSX.Element {
  const { text, label, trans } = props;
  const [copied, setCopied] = useState(false);
  return (
    <div className="jp-Envmgr-buttons">
      <Button
        aria-label={label}
        onBlur={() => setCopied(false)}
        onClick={() => {
          Clipboard.copyToSystem(text);
          setCopied(true);
        }}
      >
        {trans.__('Copy')}
      </Button>
      <span className="jp-Envmgr-said" role="status">
        {copied && trans.__('Copied.')}
      </span>
    </div>
  );
}
