import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import type { Environment } from '../api';
import type { IRevealed } from '../panelState';
import { FilterField } from './filterField';

interface IEnvironmentListProps {
  environments: readonly Environment[];
  /** The one to bring into sight; a new object does it again. */
  revealed: IRevealed | null;
  trans: TranslationBundle;
  renderRow: (environment: Environment) => ReactNode;
}

/** All environments, with a filter on their names. */
export function EnvironmentList(props: IEnvironmentListProps): JSX.Element {
  const { environments, revealed, trans, renderRow } = props;
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (revealed?.part !== 'row') {
      return; // the part sees to it
    }
    const rows =
      list.current?.querySelectorAll<HTMLElement>('[data-envmgr-name]') ?? [];
    const row = [...rows].find(
      ({ dataset }) => dataset.envmgrName === revealed.name
    );
    row?.scrollIntoView({ block: 'nearest' });
    row?.querySelector('button')?.focus();
  }, [revealed]);

  const wanted = query.trim().toLowerCase();
  const found = environments.filter(({ name }) =>
    name.toLowerCase().includes(wanted)
  );
  return (
    <div ref={list} className="jp-Envmgr-environments">
      <div className="jp-Envmgr-filter">
        <FilterField
          label={trans.__('Filter environments')}
          placeholder={trans.__('Filter by name')}
          value={query}
          onChange={setQuery}
        />
      </div>
      {found.length > 0 ? (
        <ul className="jp-Envmgr-list">{found.map(renderRow)}</ul>
      ) : (
        <p className="jp-Envmgr-quiet" role="status">
          {trans.__('No environment has “%1” in its name.', query)}
        </p>
      )}
    </div>
  );
}
