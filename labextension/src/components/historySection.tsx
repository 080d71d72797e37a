import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useRef, useState } from 'react';

import type { RevisionList } from '../api';
import { formatBytes } from '../sizes';
import { Button } from './button';
import { ProblemAlert } from './problemAlert';
import { RevisionItem, type IRevisionActions } from './revisionItem';
import type { Loaded } from './useLoaded';

/** States that are shown at once. */
const FEW = 5;

interface IHistorySectionProps {
  history: Loaded<RevisionList>;
  /** Why one cannot go back; an empty string where one can. */
  kept: string;
  /** Begin with the keyboard here; a new object does it again. */
  revealed: object | null;
  /** How often something of it was deleted: the button for that has gone. */
  forgotten: number;
  actions: IRevisionActions;
  /** Delete all states that are kept. */
  onFree: () => void;
  trans: TranslationBundle;
}

/** The states that an environment is in and was in, and the ways back. */
export function HistorySection(props: IHistorySectionProps): JSX.Element {
  const { history, revealed, forgotten, trans } = props;
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const loading = history.state === 'loading';
  useEffect(() => {
    if (revealed && !loading) {
      heading.current?.scrollIntoView({ block: 'start' });
      heading.current?.focus();
    }
  }, [revealed, loading]);
  useEffect(() => {
    if (forgotten > 0) {
      heading.current?.focus({ preventScroll: true });
    }
  }, [forgotten]);
  return (
    <section className="jp-Envmgr-section" aria-labelledby={id}>
      <div className="jp-Envmgr-sectionHead">
        <h3 ref={heading} id={id} tabIndex={-1}>
          {trans.__('History')}
        </h3>
        {history.state === 'ready' && <Free {...props} {...history.value} />}
      </div>
      {loading && (
        <p className="jp-Envmgr-quiet" aria-busy="true">
          {trans.__('Reading history…')}
        </p>
      )}
      {history.state === 'failed' && (
        <ProblemAlert problem={history.problem} trans={trans} />
      )}
      {history.state === 'ready' && <States {...props} {...history.value} />}
    </section>
  );
}

type IStatesProps = IHistorySectionProps & RevisionList;

/** Makes room, where earlier states take any. */
function Free(props: IStatesProps): JSX.Element | null {
  const { revisions, size, onFree, trans } = props;
  return revisions.some(({ state }) => state === 'kept') ? (
    <Button
      title={trans.__('Delete all earlier states that are kept')}
      onClick={onFree}
    >
      {trans.__('Free %1…', formatBytes(size))}
    </Button>
  ) : null;
}

function States(props: IStatesProps): JSX.Element {
  const { revisions, kept, actions, trans } = props;
  const [all, setAll] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  if (revisions.length === 0) {
    return (
      <p className="jp-Envmgr-quiet">
        {trans.__('Changes made from now on are listed here.')}
      </p>
    );
  }
  const shown = all ? revisions : revisions.slice(0, FEW);
  return (
    <>
      <ol
        ref={list}
        className="jp-Envmgr-revisions"
        aria-label={trans.__('States, newest first')}
        tabIndex={-1}
      >
        {shown.map(revision => (
          <RevisionItem
            key={revision.id}
            revision={revision}
            kept={kept}
            comparable={revisions.length > 1}
            actions={actions}
            trans={trans}
          />
        ))}
      </ol>
      {shown.length < revisions.length && (
        <div className="jp-Envmgr-buttons">
          <Button
            onClick={() => {
              setAll(true);
              list.current?.focus(); // the button goes
            }}
          >
            {trans.__('Show all %1', revisions.length)}
          </Button>
        </div>
      )}
    </>
  );
}
