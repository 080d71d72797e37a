import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Environment } from '../api';
import { describeContents } from '../descriptions';
import { environmentInName } from '../kernels';
import type { INotebookKernel } from '../tokens';
import { Button } from './button';

interface ICurrentEnvironmentProps {
  /** Path of the notebook in front, null when there is none. */
  path: string | null;
  kernel: INotebookKernel | null;
  /** The environment of that kernel, null where it is in none that is known. */
  environment: Environment | null;
  /** Whether the kernel is older than the environment. */
  outdated: boolean;
  trans: TranslationBundle;
  /** Show it in the list. */
  onShow: (name: string) => void;
  /** Restart the kernel. */
  onRestart: (name: string) => void;
}

/** The environment of the notebook in front. */
export function CurrentEnvironment(
  props: ICurrentEnvironmentProps
): JSX.Element {
  const { path, trans } = props;
  return (
    <section
      className="jp-Envmgr-current"
      aria-label={trans.__('Current notebook')}
    >
      {path === null ? (
        <p className="jp-Envmgr-quiet">{trans.__('No notebook open')}</p>
      ) : (
        <>
          <p className="jp-Envmgr-overline" title={path}>
            {describeNotebook(PathExt.basename(path), props)}
          </p>
          <Kernel {...props} />
        </>
      )}
    </section>
  );
}

function describeNotebook(
  name: string,
  { kernel, environment, trans }: ICurrentEnvironmentProps
): string {
  switch (environment ? 'running' : kernel?.state) {
    case 'connecting':
      return name;
    case 'running':
      return trans.__('%1 runs in', name);
    case 'removed':
      return trans.__('%1 ran in', name);
    case 'none':
    case undefined:
      return trans.__('%1 has no kernel', name);
  }
}

function Kernel(props: ICurrentEnvironmentProps): JSX.Element | null {
  const { kernel, environment, outdated, trans, onShow } = props;
  if (environment) {
    return (
      <>
        <button
          type="button"
          className="jp-Envmgr-currentName"
          title={trans.__('Show %1 in the list', environment.name)}
          onClick={() => onShow(environment.name)}
        >
          {environment.name}
        </button>
        <p className="jp-Envmgr-contents">
          {describeContents(environment, trans)}
        </p>
        {outdated && (
          <div className="jp-Envmgr-outdated" role="status">
            <p>
              {trans.__(
                'This kernel is older than its environment: restart it to use what was changed.'
              )}
            </p>
            <Button onClick={() => props.onRestart(environment.name)}>
              {trans.__('Restart kernel…')}
            </Button>
          </div>
        )}
      </>
    );
  }
  if (kernel?.state === 'connecting') {
    return (
      <p className="jp-Envmgr-contents" aria-busy="true">
        {trans.__('Connecting…')}
      </p>
    );
  }
  if (!kernel?.name) {
    return null;
  }
  if (kernel.state === 'removed') {
    return <Removed name={kernel.name} trans={trans} />;
  }
  return (
    <>
      <p className="jp-Envmgr-currentOther">{kernel.displayName}</p>
      {kernel.environment === null && (
        <p className="jp-Envmgr-contents">
          {trans.__('This kernel is not from a conda environment.')}
        </p>
      )}
    </>
  );
}

/** A kernel that the server no longer has. */
function Removed({
  name,
  trans
}: Pick<ICurrentEnvironmentProps, 'trans'> & { name: string }): JSX.Element {
  const environment = environmentInName(name);
  return (
    <>
      <p className="jp-Envmgr-currentOther">{environment ?? name}</p>
      <p className="jp-Envmgr-contents">
        {environment
          ? trans.__('Its environment was removed. Choose another kernel.')
          : trans.__('Its kernel was removed. Choose another one.')}
      </p>
    </>
  );
}
