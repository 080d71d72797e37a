import type { TranslationBundle } from '@jupyterlab/translation';
import { FilterBox } from '@jupyterlab/ui-components';
import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type ReactNode
} from 'react';

import type { Environment } from '../api';

type Matches = (name: string) => boolean;

interface IEnvironmentListProps {
  environments: readonly Environment[];
  /** The one to bring into sight; a new object does it again. */
  revealed: { readonly name: string } | null;
  trans: TranslationBundle;
  renderRow: (environment: Environment) => ReactNode;
}

/** All environments, with a filter on their names. */
export function EnvironmentList({
  environments,
  revealed,
  trans,
  renderRow
}: IEnvironmentListProps): JSX.Element {
  const [matches, setMatches] = useState<Matches>(() => () => true);
  const updateFilter = useCallback((score: (name: string) => unknown) => {
    setMatches(() => (name: string) => score(name) !== null);
  }, []);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const rows =
      section.current?.querySelectorAll<HTMLElement>('[data-envmgr-name]');
    const row = Array.from(rows ?? []).find(
      ({ dataset }) => dataset.envmgrName === revealed?.name
    );
    row?.scrollIntoView({ block: 'nearest' });
    row?.querySelector('button')?.focus();
  }, [revealed]);
  const found = environments.filter(environment => matches(environment.name));
  return (
    <section
      ref={section}
      className="jp-Envmgr-environments"
      aria-label={trans.__('Environments')}
    >
      <div className="jp-Envmgr-filter">
        <FilterBox
          placeholder={trans._n(
            'Filter %1 environment',
            'Filter %1 environments',
            environments.length
          )}
          useFuzzyFilter={false}
          caseSensitive={false}
          updateFilter={updateFilter}
        />
      </div>
      {found.length > 0 ? (
        <ul className="jp-Envmgr-list">{found.map(renderRow)}</ul>
      ) : (
        <p className="jp-Envmgr-quiet" role="status">
          {trans.__('No environment has this in its name.')}
        </p>
      )}
    </section>
  );
}
