import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon } from '@jupyterlab/ui-components';
import { useState, type FormEvent, type ReactNode } from 'react';

import type { ChangeRequest, SearchHit } from '../api';
import { splitSpecs } from '../specs';
import { Button } from './button';
import { PackageField } from './packageField';
import { packageProblem } from './specProblems';

interface IAddPackagesProps {
  name: string;
  search: (text: string) => Promise<SearchHit[]>;
  /** Gives whether the change was applied. */
  onChange: (change: ChangeRequest) => Promise<boolean>;
  /** Other buttons beside the one that adds. */
  children: ReactNode;
  trans: TranslationBundle;
}

/** A line of packages to add; it keeps what was typed until that has been applied. */
export function AddPackages(props: IAddPackagesProps): JSX.Element {
  const { name, search, onChange, children, trans } = props;
  const [text, setText] = useState('');
  const problem = packageProblem(text, trans);
  const isReady = problem === '' && text.trim() !== '';
  const submit = async () => {
    if (isReady && (await onChange({ install: splitSpecs(text) }))) {
      setText('');
    }
  };
  return (
    <form
      className="jp-Envmgr-add"
      aria-label={trans.__('Add packages to %1', name)}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <PackageField
        label={trans.__('Add packages')}
        value={text}
        placeholder={trans.__('seaborn scipy>=1.10')}
        problem={problem}
        search={search}
        trans={trans}
        onChange={setText}
      />
      <div className="jp-Envmgr-buttons">
        <Button
          type="submit"
          look={isReady ? 'accept' : 'plain'}
          icon={addIcon}
          unavailable={!isReady}
        >
          {trans.__('Add…')}
        </Button>
        {children}
      </div>
    </form>
  );
}
