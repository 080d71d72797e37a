import type { TranslationBundle } from '@jupyterlab/translation';

import type { Environment } from '../api';
import type { IRunningKernel } from '../tokens';
import { Button } from './button';

interface IEnvironmentNoticesProps {
  environment: Environment;
  /** What runs in it. */
  kernels: readonly IRunningKernel[];
  /** Whether another program is changing it. */
  elsewhere: boolean;
  onRestart: () => void;
  trans: TranslationBundle;
}

/** What a person should know of an environment before anything else; nothing where all is usual. */
export function EnvironmentNotices(
  props: IEnvironmentNoticesProps
): JSX.Element {
  const { environment, kernels, elsewhere, trans } = props;
  const outdated = kernels.filter(each => each.outdated);
  return (
    <>
      {environment.state === 'interrupted' && (
        <p className="jp-Envmgr-notice" role="note">
          {trans.__(
            'A change was interrupted. It is finished or taken back before the next change, when Jupyter starts, or by “jupyter envmgr recover” in a terminal.'
          )}
        </p>
      )}
      {elsewhere && (
        <p className="jp-Envmgr-notice" role="note">
          {trans.__(
            'A terminal or another server is changing it. It can be changed here when that is done.'
          )}
        </p>
      )}
      {outdated.length > 0 && (
        <div className="jp-Envmgr-notice" role="note">
          <p>
            {trans.__(
              'Started before its last change: %1.',
              outdated.map(({ title }) => title).join(', ')
            )}
          </p>
          <Button onClick={props.onRestart}>
            {trans._n('Restart kernel…', 'Restart kernels…', outdated.length)}
          </Button>
        </div>
      )}
    </>
  );
}
