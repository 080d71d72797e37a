import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState, type FormEvent } from 'react';

import type { ChangeRequest, Package, PackageVersion } from '../api';
import { Button } from './button';
import { ProblemAlert } from './problemAlert';
import { TextField } from './textField';
import { useLoaded } from './useLoaded';

interface IVersionChoiceProps {
  package: Package;
  versions: (name: string) => Promise<PackageVersion[]>;
  onChange: (change: ChangeRequest) => void;
  trans: TranslationBundle;
}

/** Another version for one package: one that the channels have, or one typed for pip. */
export function VersionChoice(props: IVersionChoiceProps): JSX.Element {
  switch (props.package.layer) {
    case 'conda':
      return <CondaVersion {...props} />;
    case 'pip':
      return <PipVersion {...props} />;
  }
}

function CondaVersion(props: IVersionChoiceProps): JSX.Element {
  const { package: chosen, versions, onChange, trans } = props;
  const { name, version } = chosen;
  const [wanted, setWanted] = useState(version);
  const loaded = useLoaded(() => versions(name), name);
  const id = useId();
  if (loaded.state === 'failed') {
    return <ProblemAlert problem={loaded.problem} trans={trans} />;
  }
  const found = loaded.state === 'ready' ? loaded.value : [];
  const choices = new Set(found.map(each => each.version)).add(version);
  return (
    <Asking
      isReady={wanted !== version}
      onSubmit={() => onChange({ install: [`${name}=${wanted}`] })}
      trans={trans}
    >
      <div className="jp-Envmgr-field">
        <label htmlFor={id}>{trans.__('Version of %1', name)}</label>
        <select
          id={id}
          className="jp-Envmgr-input"
          value={wanted}
          aria-busy={loaded.state === 'loading'}
          onChange={event => setWanted(event.target.value)}
        >
          {[...choices].map(choice => (
            <option key={choice} value={choice}>
              {choice === version ? trans.__('%1 (installed)', choice) : choice}
            </option>
          ))}
        </select>
      </div>
    </Asking>
  );
}

function PipVersion(props: IVersionChoiceProps): JSX.Element {
  const { package: chosen, onChange, trans } = props;
  const { name, version } = chosen;
  const [wanted, setWanted] = useState('');
  const text = wanted.trim();
  return (
    <Asking
      isReady={text !== '' && text !== version}
      onSubmit={() =>
        onChange({
          pip: [/^[<>=!~]/.test(text) ? name + text : `${name}==${text}`]
        })
      }
      trans={trans}
    >
      <TextField
        label={trans.__('Version of %1', name)}
        value={wanted}
        placeholder={version}
        hint={trans.__('Such as 1.2 or >=1.2,<2')}
        onChange={setWanted}
      />
    </Asking>
  );
}

interface IAskingProps {
  isReady: boolean;
  onSubmit: () => void;
  children: JSX.Element;
  trans: TranslationBundle;
}

function Asking(props: IAskingProps): JSX.Element {
  const { isReady, onSubmit, children, trans } = props;
  return (
    <form
      className="jp-Envmgr-versionChoice"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (isReady) {
          onSubmit();
        }
      }}
    >
      {children}
      <Button
        type="submit"
        look={isReady ? 'accept' : 'plain'}
        unavailable={!isReady}
      >
        {trans.__('Review…')}
      </Button>
    </form>
  );
}
