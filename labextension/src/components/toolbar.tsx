import type { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  fileUploadIcon,
  refreshIcon
} from '@jupyterlab/ui-components';
import { useEffect, useRef } from 'react';

import { Button, IconButton } from './button';
import { FilePicker } from './fileField';

interface IToolbarProps {
  /** Endings of the files that can be imported. */
  accept: string;
  /** Begin with the focus on the first button. */
  focused: boolean;
  trans: TranslationBundle;
  onCreate: () => void;
  onFile: (file: File) => void;
  onRefresh: () => void;
}

/** The buttons above the list. */
export function Toolbar(props: IToolbarProps): JSX.Element {
  const { accept, focused, trans, onCreate, onFile, onRefresh } = props;
  const newButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused) {
      newButton.current?.focus();
    }
  }, [focused]);
  return (
    <div
      className="jp-Envmgr-toolbar"
      role="group"
      aria-label={trans.__('Environments')}
    >
      <Button ref={newButton} look="accept" icon={addIcon} onClick={onCreate}>
        {trans.__('New environment')}
      </Button>
      <span className="jp-Envmgr-toolbarEnd">
        <FilePicker
          small
          icon={fileUploadIcon}
          label={trans.__('Import environment.yml or requirements.txt…')}
          accept={accept}
          onPick={onFile}
        />
        <IconButton
          icon={refreshIcon}
          label={trans.__('Refresh')}
          onClick={onRefresh}
        />
      </span>
    </div>
  );
}
