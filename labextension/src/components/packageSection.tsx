import type { TranslationBundle } from '@jupyterlab/translation';
import { fileUploadIcon, refreshIcon } from '@jupyterlab/ui-components';
import { useId, useState } from 'react';

import type { ChangeRequest, Package, SpecFile } from '../api';
import { FileError } from '../specFile';
import type { IEnvironmentModel } from '../tokens';
import { AddPackages } from './addPackages';
import { Button } from './button';
import { DropZone } from './dropZone';
import { FilePicker } from './fileField';
import { keyOf, PackageTable } from './packageTable';
import { ProblemAlert } from './problemAlert';
import { SelectionBar } from './selectionBar';
import type { Loaded } from './useLoaded';

/** Takes a file that describes an environment; throws a FileError where it is none. */
export interface IFileReader {
  /** Endings of the files that can be read. */
  accept: string;
  read: (file: File) => Promise<SpecFile>;
}

interface IPackageSectionProps {
  name: string;
  packages: Loaded<Package[]>;
  /** Why nothing can be changed; an empty string where it can. */
  kept: string;
  source: Pick<IEnvironmentModel, 'search' | 'versions'>;
  files: IFileReader;
  /** Gives whether the change was applied. */
  onChange: (change: ChangeRequest) => Promise<boolean>;
  trans: TranslationBundle;
}

/** The packages of an environment, and what can be done with them. */
export function PackageSection(props: IPackageSectionProps): JSX.Element {
  const { packages, kept, trans } = props;
  const id = useId();
  return (
    <section className="jp-Envmgr-section" aria-labelledby={id}>
      <div className="jp-Envmgr-sectionHead">
        <h3 id={id}>{trans.__('Packages')}</h3>
      </div>
      {kept ? <p className="jp-Envmgr-kept">{kept}</p> : <Adding {...props} />}
      {packages.state === 'loading' && (
        <p className="jp-Envmgr-quiet" aria-busy="true">
          {trans.__('Reading packages…')}
        </p>
      )}
      {packages.state === 'failed' && (
        <ProblemAlert problem={packages.problem} trans={trans} />
      )}
      {packages.state === 'ready' && (
        <Table {...props} found={packages.value} />
      )}
    </section>
  );
}

/** Ways to change the environment as a whole. */
function Adding(props: IPackageSectionProps): JSX.Element {
  const { name, source, files, onChange, trans } = props;
  const [problem, setProblem] = useState('');
  const take = async (file: File) => {
    try {
      setProblem('');
      await onChange({ file: await files.read(file) });
    } catch (error) {
      if (!(error instanceof FileError)) {
        throw error;
      }
      setProblem(error.message);
    }
  };
  return (
    <DropZone
      inner
      label={trans.__('Drop a file here to update %1 from it', name)}
      onDrop={file => void take(file)}
    >
      <AddPackages
        name={name}
        search={source.search}
        onChange={onChange}
        trans={trans}
      >
        <Button
          icon={refreshIcon}
          onClick={() => void onChange({ update: 'all' })}
        >
          {trans.__('Update all…')}
        </Button>
        <FilePicker
          icon={fileUploadIcon}
          label={trans.__('Update from file…')}
          accept={files.accept}
          onPick={file => void take(file)}
        />
      </AddPackages>
      {problem && (
        <p className="jp-Envmgr-problem" role="alert">
          {problem}
        </p>
      )}
    </DropZone>
  );
}

function Table(
  props: IPackageSectionProps & { found: Package[] }
): JSX.Element {
  const { name, found, kept, source, onChange, trans } = props;
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) => {
    const changed = new Set(keys);
    if (!changed.delete(key)) {
      changed.add(key);
    }
    setKeys(changed);
  };
  const clear = () => setKeys(new Set());
  const change = async (request: ChangeRequest) => {
    if (await onChange(request)) {
      clear();
    }
  };
  return (
    <>
      <PackageTable
        caption={trans.__('Packages of %1', name)}
        packages={found}
        selection={kept ? null : { has: key => keys.has(key), toggle }}
        trans={trans}
      />
      {!kept && found.length > 0 && (
        <SelectionBar
          name={name}
          selected={found.filter(each => keys.has(keyOf(each)))}
          versions={each => source.versions(each)}
          onChange={request => void change(request)}
          onClear={clear}
          trans={trans}
        />
      )}
    </>
  );
}
