import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Revision } from '../api';
import type { RestoreReview } from '../restoreReview';
import type { IReview } from '../review';
import { Button } from './button';
import { ProblemAlert } from './problemAlert';
import { ReviewBody } from './reviewBody';
import { StateChanges } from './stateChanges';

interface IRestoreViewProps {
  review: RestoreReview;
  /** What runs in the environment, in words; an empty string where nothing does. */
  running: string;
  trans: TranslationBundle;
}

/** A way back to look at: where it leads, what changes by going there, and that one can return. */
export function RestoreView(props: IRestoreViewProps): JSX.Element {
  const { review, trans } = props;
  const { state, target, diff, problem } = review;
  return (
    <ReviewBody
      state={state}
      doing={describeWork(state, trans)}
      label={trans.__('Comparing')}
    >
      {problem && (
        <ProblemAlert problem={problem} trans={trans}>
          {!diff && (
            <Button onClick={() => void review.start()}>
              {trans.__('Try again')}
            </Button>
          )}
        </ProblemAlert>
      )}
      {state === 'idle' && review.isEmpty && (
        <p className="jp-Envmgr-planSummary">{whyNot(target, trans)}</p>
      )}
      {target && diff && (
        <div className="jp-Envmgr-planBody">
          <Destination revision={target} trans={trans} />
          {review.further && (
            <p className="jp-Envmgr-notice" role="note">
              {trans.__(
                'The state before the last change is not kept, so this goes further back.'
              )}
            </p>
          )}
          <StateChanges changes={diff.changes} trans={trans} />
          <Consequences {...props} />
        </div>
      )}
    </ReviewBody>
  );
}

function describeWork(
  state: IReview['state'],
  trans: TranslationBundle
): string {
  switch (state) {
    case 'planning':
      return trans.__('Comparing with the present state…');
    case 'applying':
      return trans.__('Starting…');
    case 'idle':
      return '';
  }
}

function whyNot(target: Revision | null, trans: TranslationBundle): string {
  switch (target?.state) {
    case 'current':
      return trans.__('The environment is in this state already.');
    case 'gone':
      return trans.__('This state is no longer kept.');
    case 'kept':
    case undefined:
      return trans.__('There is no earlier state to go back to.');
  }
}

function Destination({
  revision,
  trans
}: {
  revision: Revision;
  trans: TranslationBundle;
}): JSX.Element {
  const when = new Date(revision.when);
  return (
    <p title={when.toLocaleString()}>
      {trans.__(
        'Back to how it was after “%1”, %2:',
        revision.title,
        Time.formatHuman(when)
      )}
    </p>
  );
}

function Consequences({ running, trans }: IRestoreViewProps): JSX.Element {
  return (
    <div>
      <p>
        {trans.__(
          'Everything in its folder goes back, your own files there too. The present state is kept: you can return to it from History.'
        )}
      </p>
      {running && (
        <p>
          {trans.__(
            '%1 Restart it afterwards to use what is restored.',
            running
          )}
        </p>
      )}
    </div>
  );
}
