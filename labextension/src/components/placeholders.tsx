import type { TranslationBundle } from '@jupyterlab/translation';

import { environmentsIcon } from '../icons';
import { Button } from './button';

interface IPlaceholderProps {
  trans: TranslationBundle;
}

/** What stands in the list's place while it is on its way. */
export function Skeleton({ trans }: IPlaceholderProps): JSX.Element {
  return (
    <div className="jp-Envmgr-skeleton" role="status" aria-busy="true">
      <span className="jp-Envmgr-hidden">
        {trans.__('Looking for environments…')}
      </span>
      {[0, 1, 2].map(row => (
        <div key={row} className="jp-Envmgr-skeletonRow" aria-hidden="true">
          <div />
          <div />
        </div>
      ))}
    </div>
  );
}

/** What stands in the list's place where there is no environment. */
export function EmptyState({
  trans,
  onCreate
}: IPlaceholderProps & { onCreate: () => void }): JSX.Element {
  return (
    <div className="jp-Envmgr-empty">
      <environmentsIcon.react tag="div" className="jp-Envmgr-emptyIcon" />
      <p className="jp-Envmgr-emptyTitle">{trans.__('No environments yet')}</p>
      <p className="jp-Envmgr-quiet">
        {trans.__(
          'An environment keeps one project’s Python and packages separate from the others.'
        )}
      </p>
      <Button look="accept" onClick={onCreate}>
        {trans.__('Create the first one')}
      </Button>
    </div>
  );
}
