import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { deleteIcon } from '@jupyterlab/ui-components';

import type { Revision } from '../api';
import {
  countsOf,
  describeDoor,
  explainDoor,
  signsOf,
  wordsOf
} from '../revisions';
import { formatBytes } from '../sizes';
import { Button, IconButton } from './button';

/** What can be done with a state, by its id. */
export interface IRevisionActions {
  restore: (revision: string) => void;
  compare: (revision: string) => void;
  /** Delete what is kept of it. */
  forget: (revision: string) => void;
}

interface IRevisionItemProps {
  revision: Revision;
  /** Why one cannot go back; an empty string where one can. */
  kept: string;
  /** Whether there is another state to compare it with. */
  comparable: boolean;
  actions: IRevisionActions;
  trans: TranslationBundle;
}

/** One state: what made it, when and by which way, what it changed, and what it takes. */
export function RevisionItem(props: IRevisionItemProps): JSX.Element {
  const { title, state } = props.revision;
  return (
    <li className="jp-Envmgr-revision" data-state={state}>
      <p className="jp-Envmgr-revisionTitle">{title}</p>
      <Facts {...props} />
      <Buttons {...props} />
    </li>
  );
}

function Facts({ revision, trans }: IRevisionItemProps): JSX.Element {
  const { when, state, size } = revision;
  return (
    <p className="jp-Envmgr-revisionFacts">
      {state === 'current' && (
        <span className="jp-Envmgr-badge" data-accent>
          {trans.__('now')}
        </span>
      )}
      <time dateTime={when} title={new Date(when).toLocaleString()}>
        {Time.formatHuman(new Date(when))}
      </time>
      <span title={explainDoor(revision, trans)}>
        {describeDoor(revision, trans)}
      </span>
      <Summary revision={revision} trans={trans} />
      {state === 'kept' && size !== null && (
        <span title={trans.__('Deleting it frees this much')}>
          {formatBytes(size)}
        </span>
      )}
      {state === 'gone' && (
        <span title={trans.__('Only this description is left of it')}>
          {trans.__('not kept')}
        </span>
      )}
    </p>
  );
}

/** How many packages it changed: signs for the eye, words for the ear. */
function Summary({
  revision,
  trans
}: Pick<IRevisionItemProps, 'revision' | 'trans'>): JSX.Element | null {
  const counts = countsOf(revision.changes);
  const signs = signsOf(counts);
  const words = wordsOf(counts, trans);
  return signs === '' ? null : (
    <span className="jp-Envmgr-signs" title={words}>
      <span aria-hidden="true">{signs}</span>
      <span className="jp-Envmgr-hidden">{words}</span>
    </span>
  );
}

function Buttons(props: IRevisionItemProps): JSX.Element | null {
  const { revision, kept, comparable, actions, trans } = props;
  const { id, title, state } = revision;
  const isKept = state === 'kept';
  if (!isKept && !comparable) {
    return null;
  }
  return (
    <div className="jp-Envmgr-revisionButtons">
      {isKept && !kept && (
        <Button
          aria-label={trans.__('Restore “%1”', title)}
          onClick={() => actions.restore(id)}
        >
          {trans.__('Restore…')}
        </Button>
      )}
      {comparable && (
        <Button
          aria-label={trans.__('Compare “%1”', title)}
          onClick={() => actions.compare(id)}
        >
          {trans.__('Compare…')}
        </Button>
      )}
      {isKept && (
        <IconButton
          icon={deleteIcon}
          label={trans.__('Delete what is kept of “%1”…', title)}
          onClick={() => actions.forget(id)}
        />
      )}
    </div>
  );
}
