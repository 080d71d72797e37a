import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';

import type { RemovedEnvironment } from '../api';
import { formatBytes } from '../sizes';
import { Button } from './button';

interface IRemovedListProps {
  environments: readonly RemovedEnvironment[];
  /** Bring one back, by its name. */
  onRestore: (name: string) => void;
  /** Delete what is kept of one. */
  onForget: (name: string) => void;
  trans: TranslationBundle;
}

/** The environments that were removed and can be brought back; nothing where there are none. */
export function RemovedList(props: IRemovedListProps): JSX.Element | null {
  const { environments, trans } = props;
  const count = environments.length;
  const summary = useRef<HTMLElement>(null);
  const before = useRef(count);
  // With what is gone from the list its buttons go; the keyboard goes on here.
  useEffect(() => {
    if (count < before.current && document.activeElement === document.body) {
      summary.current?.focus();
    }
    before.current = count;
  }, [count]);
  return count === 0 ? null : (
    <details className="jp-Envmgr-removed">
      <summary ref={summary}>
        {trans.__('Recently removed (%1)', count)}
      </summary>
      <ul className="jp-Envmgr-list">
        {environments.map(each => (
          <Removed key={each.prefix} {...props} environment={each} />
        ))}
      </ul>
    </details>
  );
}

function Removed(
  props: IRemovedListProps & { environment: RemovedEnvironment }
): JSX.Element {
  const { environment, onRestore, onForget, trans } = props;
  const { name, prefix, removed, size } = environment;
  const when = new Date(removed);
  return (
    <li className="jp-Envmgr-removedItem">
      <p className="jp-Envmgr-name" title={prefix}>
        {name}
      </p>
      <p className="jp-Envmgr-contents" title={when.toLocaleString()}>
        {trans.__('Removed %1 · %2', Time.formatHuman(when), formatBytes(size))}
      </p>
      <div className="jp-Envmgr-buttons">
        <Button
          aria-label={trans.__('Restore %1', name)}
          onClick={() => onRestore(name)}
        >
          {trans.__('Restore')}
        </Button>
        <Button
          aria-label={trans.__('Delete %1 for good', name)}
          onClick={() => onForget(name)}
        >
          {trans.__('Delete for good…')}
        </Button>
      </div>
    </li>
  );
}
