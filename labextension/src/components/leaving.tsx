import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';

import { Button } from './button';

interface ILeavingProps {
  trans: TranslationBundle;
  onLeave: () => void;
  onStay: () => void;
}

/** The question before what was typed is thrown away; Escape again goes on typing. */
export function Leaving({
  trans,
  onLeave,
  onStay
}: ILeavingProps): JSX.Element {
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    stay.current?.focus();
    stay.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    // Escape is heard from each of its buttons.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="jp-Envmgr-confirm"
      role="alert"
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onStay();
        }
      }}
    >
      <span>{trans.__('Throw away what you typed?')}</span>
      <Button ref={stay} onClick={onStay}>
        {trans.__('Keep editing')}
      </Button>
      <Button look="warn" onClick={onLeave}>
        {trans.__('Throw away')}
      </Button>
    </div>
  );
}
