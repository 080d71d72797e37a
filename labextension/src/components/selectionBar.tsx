import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import { useState } from 'react';

import type { ChangeRequest, Package, PackageVersion } from '../api';
import { Button, IconButton } from './button';
import { VersionChoice } from './versionChoice';

interface ISelectionBarProps {
  /** Name of the environment. */
  name: string;
  selected: readonly Package[];
  versions: (name: string) => Promise<PackageVersion[]>;
  onChange: (change: ChangeRequest) => void;
  onClear: () => void;
  trans: TranslationBundle;
}

/** What can be done with the selected packages. */
export function SelectionBar(props: ISelectionBarProps): JSX.Element {
  const { name, selected, onChange, onClear, trans } = props;
  const [choosing, setChoosing] = useState('');
  const names = selected.map(each => each.name);
  const [only] = selected.length === 1 ? selected : [];
  const what =
    only?.name ?? trans._n('%1 package', '%1 packages', selected.length);
  if (selected.length === 0) {
    return (
      <p className="jp-Envmgr-quiet">
        {trans.__('Select packages to update or remove them.')}
      </p>
    );
  }
  return (
    <div
      className="jp-Envmgr-selection"
      role="group"
      aria-label={trans.__('Selected packages')}
    >
      <div className="jp-Envmgr-selectionHead">
        <p role="status">{trans.__('Selected: %1', what)}</p>
        <IconButton
          icon={closeIcon}
          label={trans.__('Clear selection')}
          onClick={onClear}
        />
      </div>
      <div className="jp-Envmgr-buttons">
        <Button
          aria-label={trans.__('Update %1 in %2', what, name)}
          onClick={() => onChange({ update: names })}
        >
          {trans.__('Update…')}
        </Button>
        <Button
          aria-label={trans.__('Remove %1 from %2', what, name)}
          onClick={() => onChange({ remove: names })}
        >
          {trans.__('Remove…')}
        </Button>
        {only && (
          <Button
            aria-label={trans.__('Change version of %1', what)}
            aria-expanded={choosing === only.name}
            onClick={() => setChoosing(choosing === only.name ? '' : only.name)}
          >
            {trans.__('Change version…')}
          </Button>
        )}
      </div>
      {only && choosing === only.name && (
        <VersionChoice
          key={`${only.layer}/${only.name}`}
          package={only}
          versions={props.versions}
          onChange={onChange}
          trans={trans}
        />
      )}
    </div>
  );
}
