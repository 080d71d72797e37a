import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useRef, useState } from 'react';

import type { Change } from '../api';
import { byWeight, describeAction, describeCounts } from '../plans';
import { formatBytes } from '../sizes';
import { Button } from './button';

/** Rows that are shown at once, unless more were asked for by name. */
const FEW = 8;

interface IChangeTableProps {
  layer: Change['layer'];
  changes: readonly Change[];
  /** Whether nothing of it has to be downloaded: the column for that is left out. */
  offline?: boolean;
  trans: TranslationBundle;
}

/** What happens in one layer; nothing where nothing does. */
export function ChangeTable(props: IChangeTableProps): JSX.Element | null {
  const { layer, changes, offline = false, trans } = props;
  const [all, setAll] = useState(false);
  const id = useId();
  const table = useRef<HTMLTableElement>(null);
  if (changes.length === 0) {
    return null;
  }
  const sorted = byWeight(changes);
  const asked = changes.filter(({ requested }) => requested).length;
  const shown = all ? sorted : sorted.slice(0, Math.max(FEW, asked));
  return (
    <section className="jp-Envmgr-layer" aria-labelledby={id}>
      <h3 id={id} className="jp-Envmgr-layerName">
        {layer}
        <span className="jp-Envmgr-layerCounts">
          {describeCounts(changes, trans)}
        </span>
      </h3>
      <table
        ref={table}
        className="jp-Envmgr-changeTable"
        aria-labelledby={id}
        data-offline={offline || undefined}
        tabIndex={-1}
      >
        <thead>
          <tr>
            <th scope="col">{trans.__('Package')}</th>
            <th scope="col">{trans.__('Change')}</th>
            <th scope="col">{trans.__('Version')}</th>
            <th scope="col">{trans.__('Channel')}</th>
            {!offline && <th scope="col">{trans.__('Download')}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map(change => (
            <Row
              key={`${change.name}/${change.action}`}
              change={change}
              offline={offline}
              trans={trans}
            />
          ))}
        </tbody>
      </table>
      {shown.length < changes.length && (
        <Button
          onClick={() => {
            setAll(true);
            table.current?.focus(); // the button goes
          }}
        >
          {trans.__('Show all %1', changes.length)}
        </Button>
      )}
    </section>
  );
}

interface IRowProps {
  change: Change;
  trans: TranslationBundle;
}

function Row({
  change,
  offline,
  trans
}: IRowProps & { offline: boolean }): JSX.Element {
  return (
    <tr
      data-requested={change.requested || undefined}
      data-action={change.action}
    >
      <th scope="row">
        {change.name}
        {change.requested && (
          <span className="jp-Envmgr-badge">{trans.__('asked for')}</span>
        )}
      </th>
      <td>{describeAction(change, trans)}</td>
      <td>
        <Versions change={change} trans={trans} />
      </td>
      <td>{change.channel}</td>
      {!offline && <td>{describeDownload(change, trans)}</td>}
    </tr>
  );
}

/** Before and after; builds where they are all that differs. */
function Versions({ change, trans }: IRowProps): JSX.Element {
  const { before, after, build_before, build_after } = change;
  if (before === null || after === null) {
    return <>{after ?? before}</>;
  }
  if (before !== after) {
    return <Arrow from={before} to={after} trans={trans} />;
  }
  return build_before === build_after ? (
    <>{after}</>
  ) : (
    <>
      {after}{' '}
      <span className="jp-Envmgr-builds">
        <Arrow from={build_before} to={build_after} trans={trans} />
      </span>
    </>
  );
}

function Arrow(props: {
  from: string;
  to: string;
  trans: TranslationBundle;
}): JSX.Element {
  return (
    <>
      {props.from} <span aria-hidden="true">→</span>
      <span className="jp-Envmgr-hidden">{props.trans.__('becomes')}</span>{' '}
      {props.to}
    </>
  );
}

function describeDownload(
  { action, fetch, size }: Change,
  trans: TranslationBundle
): string {
  if (action === 'remove') {
    return '';
  }
  if (!fetch) {
    return trans.__('cached');
  }
  return size === null ? trans.__('unknown') : formatBytes(size);
}
