import type { TranslationBundle } from '@jupyterlab/translation';
import { useMemo, useState } from 'react';

import type { Package } from '../api';
import { formatBytes } from '../sizes';
import { FilterField } from './filterField';

/** Height of a row in pixels; the style sheet has the same. */
const ROW_HEIGHT = 22;
/** Tables with more rows than this draw only what is in sight. */
const MOST_ROWS = 200;
/** Rows drawn around those in sight. */
const MARGIN = 20;

/** Packages that are to be acted on, by `keyOf`. */
export interface IPackageSelection {
  has: (key: string) => boolean;
  toggle: (key: string) => void;
}

interface IPackageTableProps {
  caption: string;
  packages: readonly Package[];
  /** Null where nothing can be done with them. */
  selection: IPackageSelection | null;
  trans: TranslationBundle;
}

/** Tells packages of one environment apart: a name may stand in both layers. */
export function keyOf({ layer, name }: Package): string {
  return `${layer}/${name}`;
}

/** The packages of an environment, those that were asked for in bold. */
export function PackageTable(props: IPackageTableProps): JSX.Element {
  const { packages, trans } = props;
  const [query, setQuery] = useState('');
  const found = useMemo(() => filter(packages, query), [packages, query]);
  if (packages.length === 0) {
    return <p className="jp-Envmgr-quiet">{trans.__('No packages.')}</p>;
  }
  return (
    <div className="jp-Envmgr-packages">
      <FilterField
        label={trans.__('Filter packages')}
        placeholder={trans._n(
          'Filter %1 package',
          'Filter %1 packages',
          packages.length
        )}
        value={query}
        onChange={setQuery}
      />
      {found.length > 0 ? (
        <>
          <Rows {...props} packages={found} key={query} />
          {found.some(({ requested }) => requested) && (
            <p className="jp-Envmgr-legend">
              {trans.__('Bold: you asked for it')}
            </p>
          )}
        </>
      ) : (
        <p className="jp-Envmgr-quiet" role="status">
          {trans.__('No package fits “%1”.', query)}
        </p>
      )}
    </div>
  );
}

function Rows(props: IPackageTableProps): JSX.Element {
  const { caption, packages, selection, trans } = props;
  const [top, setTop] = useState(0);
  const [first, last] = inSight(packages.length, top);
  return (
    <div
      className="jp-Envmgr-packageScroll"
      role="region"
      aria-label={caption}
      // A region that scrolls must be reachable, or the keyboard cannot scroll it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={event => setTop(event.currentTarget.scrollTop)}
    >
      <table
        className="jp-Envmgr-packageTable"
        aria-rowcount={packages.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{trans.__('Package')}</th>
            <th scope="col">{trans.__('Version')}</th>
            <th scope="col">{trans.__('Layer')}</th>
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} />
          {packages.slice(first, last).map((each, at) => (
            <Row
              key={keyOf(each)}
              index={first + at + 2}
              package={each}
              selection={selection}
              trans={trans}
            />
          ))}
          <Gap rows={packages.length - last} />
        </tbody>
      </table>
    </div>
  );
}

interface IRowProps {
  index: number;
  package: Package;
  selection: IPackageSelection | null;
  trans: TranslationBundle;
}

function Row(props: IRowProps): JSX.Element {
  const { index, package: each, selection, trans } = props;
  const origin = [each.channel, each.build].filter(Boolean).join(' ');
  const size = each.size === null ? '' : formatBytes(each.size);
  const asked = each.requested ? trans.__('you asked for it') : '';
  return (
    <tr
      aria-rowindex={index}
      data-requested={each.requested || undefined}
      title={[origin, size, asked].filter(Boolean).join(' · ')}
    >
      <td>
        {selection ? (
          <label className="jp-Envmgr-packageChoice">
            <input
              type="checkbox"
              checked={selection.has(keyOf(each))}
              onChange={() => selection.toggle(keyOf(each))}
            />
            {each.name}
          </label>
        ) : (
          each.name
        )}
      </td>
      <td>{each.version}</td>
      <td data-layer={each.layer}>{each.layer}</td>
    </tr>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { rows: number }): JSX.Element | null {
  return rows > 0 ? (
    <tr aria-hidden="true" style={{ height: rows * ROW_HEIGHT }}>
      <td colSpan={3} />
    </tr>
  ) : null;
}

function filter(
  packages: readonly Package[],
  query: string
): readonly Package[] {
  const wanted = query.trim().toLowerCase();
  return packages.filter(
    each => each.name.toLowerCase().includes(wanted) || each.layer === wanted
  );
}

/** The rows to draw at a scroll position: from the first up to before the second. */
function inSight(count: number, top: number): [number, number] {
  if (count <= MOST_ROWS) {
    return [0, count];
  }
  // Steps of a margin's length keep rows from being redrawn at each pixel.
  const at = Math.floor(top / ROW_HEIGHT / MARGIN) * MARGIN;
  return [Math.max(0, at - MARGIN), Math.min(count, at + 3 * MARGIN)];
}
