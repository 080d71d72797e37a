import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Fragment, useId, type ReactNode } from 'react';

import type { ChangeRequest, Environment, PlanRequest } from '../api';
import { planOf } from '../changeRequests';
import { whyKept, whyUnchangeable } from '../descriptions';
import { formatBytes } from '../sizes';
import type { IEnvironmentModel } from '../tokens';
import { Button } from './button';
import { HealthSection } from './healthSection';
import { PackageSection, type IFileReader } from './packageSection';
import { ProblemAlert } from './problemAlert';
import { useLoaded, type Loaded } from './useLoaded';
import { useWatched } from './useWatched';

/** What can be done with an environment, by its name. */
export interface IEnvironmentActions {
  openNotebook: (name: string) => void;
  clone: (name: string) => void;
  exportFile: (name: string) => void;
  rename: (name: string) => void;
  remove: (name: string) => void;
  checkFiles: (name: string) => void;
  /** Shows what a request comes to; gives whether it was applied. */
  review: (request: PlanRequest) => Promise<boolean>;
}

interface IEnvironmentDetailsProps {
  environment: Environment;
  actions: IEnvironmentActions;
  source: Pick<
    IEnvironmentModel,
    'health' | 'measure' | 'packages' | 'search' | 'versions'
  >;
  files: IFileReader;
  /** Whether all its files are being checked. */
  checking: boolean;
  /** Another number loads everything again. */
  reading: number;
  trans: TranslationBundle;
}

/** What an expanded row shows: actions, facts, health, and the packages. */
export function EnvironmentDetails(
  props: IEnvironmentDetailsProps
): JSX.Element {
  const { environment, actions, source, checking, trans } = props;
  const { name, problem } = environment;
  const key = JSON.stringify([environment, props.reading]);
  const measured = useLoaded(() => source.measure(name), key);
  const packages = useLoaded(() => source.packages(name), key);
  const [health, fresh] = useWatched(
    () => source.health(name),
    `${key} ${checking}`
  );
  const kept = whyUnchangeable(environment, trans);
  const change = (request: ChangeRequest) =>
    actions.review(planOf(name, request));
  return (
    <div className="jp-Envmgr-details">
      {problem && <ProblemAlert problem={problem} trans={trans} />}
      <Actions {...props} />
      <Facts environment={environment} measured={measured} trans={trans} />
      {environment.state !== 'unreadable' && (
        <HealthSection
          name={name}
          health={health}
          fresh={fresh}
          kept={kept}
          checking={checking}
          onRepair={request => void change(request)}
          onCheck={() => actions.checkFiles(name)}
          trans={trans}
        />
      )}
      <PackageSection
        name={name}
        packages={packages}
        kept={kept}
        source={source}
        files={props.files}
        onChange={change}
        trans={trans}
      />
    </div>
  );
}

function Actions({
  environment,
  actions,
  trans
}: IEnvironmentDetailsProps): JSX.Element {
  const { name, kernels, state } = environment;
  const unreadable = state === 'unreadable';
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
      <Refusable
        why={whyUnchangeable(environment, trans)}
        onClick={() => actions.rename(name)}
      >
        {trans.__('Rename…')}
      </Refusable>
      <Refusable
        why={whyKept(environment, trans)}
        onClick={() => actions.remove(name)}
      >
        {trans.__('Remove…')}
      </Refusable>
    </div>
  );
}

interface IRefusableProps {
  /** Why it does nothing; an empty string where it does something. */
  why: string;
  onClick: () => void;
  children: string;
}

/** A button that says why it cannot be used. */
function Refusable({ why, onClick, children }: IRefusableProps): JSX.Element {
  const reasonId = useId();
  return (
    <>
      <Button
        title={why || undefined}
        aria-describedby={why ? reasonId : undefined}
        unavailable={why !== ''}
        onClick={onClick}
      >
        {children}
      </Button>
      {why && (
        <span id={reasonId} hidden>
          {why}
        </span>
      )}
    </>
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
