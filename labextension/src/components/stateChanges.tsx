import type { TranslationBundle } from '@jupyterlab/translation';

import type { Change } from '../api';
import { describeCounts } from '../plans';
import { ChangeTable } from './changeTable';

interface IStateChangesProps {
  changes: readonly Change[];
  trans: TranslationBundle;
}

/** What two states of an environment do not have in common, layer by layer. */
export function StateChanges(props: IStateChangesProps): JSX.Element {
  const { changes, trans } = props;
  const of = (layer: Change['layer']) =>
    changes.filter(change => change.layer === layer);
  return (
    <>
      <p className="jp-Envmgr-planSummary" role="status">
        {describeCounts(changes, trans) ||
          trans.__('Both have the same packages.')}
      </p>
      {(['conda', 'pip'] as const).map(layer => (
        <ChangeTable
          key={layer}
          offline
          layer={layer}
          changes={of(layer)}
          trans={trans}
        />
      ))}
    </>
  );
}
