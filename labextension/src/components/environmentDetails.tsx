import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Fragment, useId, type ReactNode } from 'react';

import type { Environment, Package } from '../api';
import { whyKept } from '../descriptions';
import { formatBytes } from '../sizes';
import { Button } from './button';
import { PackageTable } from './packageTable';
import { ProblemAlert } from './problemAlert';
import { useLoaded, type Loaded } from './useLoaded';

/** What can be done with an environment, by its name. */
export interface IEnvironmentActions {
  openNotebook: (name: string) => void;
  clone: (name: string) => void;
  exportFile: (name: string) => void;
  remove: (name: string) => void;
}

interface IEnvironmentDetailsProps {
  environment: Environment;
  actions: IEnvironmentActions;
  measure: (name: string) => Promise<Environment>;
  loadPackages: (name: string) => Promise<Package[]>;
  trans: TranslationBundle;
}

/** What an expanded row shows: actions, facts, and the packages. */
export function EnvironmentDetails(
  props: IEnvironmentDetailsProps
): JSX.Element {
  const { environment, trans } = props;
  const { name, problem } = environment;
  const key = JSON.stringify([environment, name]);
  const measured = useLoaded(() => props.measure(name), key);
  const packages = useLoaded(() => props.loadPackages(name), key);
  return (
    <div className="jp-Envmgr-details">
      {problem && <ProblemAlert problem={problem} trans={trans} />}
      <Actions {...props} />
      <Facts environment={environment} measured={measured} trans={trans} />
      <Packages packages={packages} name={name} trans={trans} />
    </div>
  );
}

function Actions({
  environment,
  actions,
  trans
}: IEnvironmentDetailsProps): JSX.Element {
  const { name, kernels, state } = environment;
  const kept = whyKept(environment, trans);
  const unreadable = state === 'unreadable';
  const reasonId = useId();
  return (
    <div className="jp-Envmgr-actions">
      {kernels.length > 0 && (
        <Button look="accept" onClick={() => actions.openNotebook(name)}>
          {trans.__('Open notebook')}
        </Button>
      )}
      <Button unavailable={unreadable} onClick={() => actions.clone(name)}>
        {trans.__('Clone…')}
      </Button>
      <Button unavailable={unreadable} onClick={() => actions.exportFile(name)}>
        {trans.__('Export…')}
      </Button>
      <Button
        title={kept || undefined}
        aria-describedby={kept ? reasonId : undefined}
        unavailable={kept !== ''}
        onClick={() => actions.remove(name)}
      >
        {trans.__('Remove…')}
      </Button>
      {kept && (
        <span id={reasonId} hidden>
          {kept}
        </span>
      )}
    </div>
  );
}

interface IFactsProps {
  environment: Environment;
  measured: Loaded<Environment>;
  trans: TranslationBundle;
}

function Facts({ environment, measured, trans }: IFactsProps): JSX.Element {
  const { prefix, modified } = environment;
  return (
    <dl className="jp-Envmgr-facts">
      <dt>{trans.__('Folder')}</dt>
      <dd className="jp-Envmgr-path" title={prefix}>
        {breakable(prefix)}
      </dd>
      <dt>{trans.__('Size')}</dt>
      <dd>{describeSize(measured, trans)}</dd>
      {modified && (
        <>
          <dt>{trans.__('Changed')}</dt>
          <dd title={new Date(modified).toLocaleString()}>
            {Time.formatHuman(new Date(modified))}
          </dd>
        </>
      )}
    </dl>
  );
}

/** A path that may be broken after each of its folders. */
function breakable(path: string): ReactNode {
  return path.split(/(?<=[/\\])/).map((part, at) => (
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ));
}

function describeSize(
  measured: Loaded<Environment>,
  trans: TranslationBundle
): string {
  switch (measured.state) {
    case 'loading':
      return trans.__('Measuring…');
    case 'failed':
      return trans.__('Unknown');
    case 'ready':
      return measured.value.size === null
        ? trans.__('Unknown')
        : formatBytes(measured.value.size);
  }
}

interface IPackagesProps {
  name: string;
  packages: Loaded<Package[]>;
  trans: TranslationBundle;
}

function Packages({ name, packages, trans }: IPackagesProps): JSX.Element {
  switch (packages.state) {
    case 'loading':
      return (
        <p className="jp-Envmgr-quiet" aria-busy="true">
          {trans.__('Reading packages…')}
        </p>
      );
    case 'failed':
      return <ProblemAlert problem={packages.problem} trans={trans} />;
    case 'ready':
      return (
        <PackageTable
          caption={trans.__('Packages of %1', name)}
          packages={packages.value}
          trans={trans}
        />
      );
  }
}
