import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { closeIcon, fileIcon } from '@jupyterlab/ui-components';
import { useRef } from 'react';

import type { SpecFile } from '../api';
import { Button, IconButton } from './button';

interface IFilePickerProps {
  label: string;
  icon: LabIcon;
  /** Endings of the files that can be read: `.yml,.yaml`. */
  accept: string;
  /** Only the icon, with the label as its tooltip. */
  small?: boolean;
  onPick: (file: File) => void;
}

/** A button that lets a file be chosen. */
export function FilePicker(props: IFilePickerProps): JSX.Element {
  const { label, icon, accept, small, onPick } = props;
  const input = useRef<HTMLInputElement>(null);
  const choose = () => input.current?.click();
  return (
    <>
      {small ? (
        <IconButton icon={icon} label={label} onClick={choose} />
      ) : (
        <Button icon={icon} onClick={choose}>
          {label}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={event => {
          const file = event.target.files?.[0];
          event.target.value = ''; // choosing the same file again is a change, too
          if (file) {
            onPick(file);
          }
        }}
      />
    </>
  );
}

interface IChosenFileProps {
  file: SpecFile;
  trans: TranslationBundle;
  onRemove: () => void;
}

/** The file that an environment will be built from. */
export function ChosenFile(props: IChosenFileProps): JSX.Element {
  const { file, trans, onRemove } = props;
  return (
    <div className="jp-Envmgr-field jp-Envmgr-file">
      <div className="jp-Envmgr-fileHead">
        <fileIcon.react tag="span" />
        <span className="jp-Envmgr-fileName" title={file.name}>
          {file.name}
        </span>
        <IconButton
          icon={closeIcon}
          label={trans.__('Do not use %1', file.name)}
          onClick={onRemove}
        />
      </div>
      <pre
        className="jp-Envmgr-preview"
        role="region"
        aria-label={trans.__('Content of %1', file.name)}
        // A region that scrolls must be reachable, or the keyboard cannot scroll it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {file.text}
      </pre>
    </div>
  );
}
