import type { TranslationBundle } from '@jupyterlab/translation';

import type { Alternative, Plan } from '../api';
import type { PlanReview } from '../planReview';
import { describeCost, describeCounts } from '../plans';
import { Button } from './button';
import { ChangeTable } from './changeTable';
import { NoticeList } from './noticeList';
import { ProblemAlert } from './problemAlert';
import { ReviewBody } from './reviewBody';

interface IPlanViewProps {
  review: PlanReview;
  trans: TranslationBundle;
}

/** A plan to look at: what it comes to, what the rules say, and each layer's changes. */
export function PlanView({ review, trans }: IPlanViewProps): JSX.Element {
  const { state, plan, problem, stale } = review;
  return (
    <ReviewBody
      state={state}
      doing={describeWork(review, trans)}
      label={trans.__('Planning')}
    >
      {problem && (
        <ProblemAlert problem={problem} trans={trans}>
          <Button onClick={() => void review.start()}>
            {trans.__('Try again')}
          </Button>
          {plan && <span>{trans.__('Below is the plan from before.')}</span>}
        </ProblemAlert>
      )}
      {stale && state === 'idle' && !problem && (
        <p className="jp-Envmgr-notice" role="alert">
          {trans.__(
            'The environment has changed meanwhile, so nothing was done. This is the new plan.'
          )}
        </p>
      )}
      {plan && (
        <div className="jp-Envmgr-planBody">
          <Choices
            chosen={review.chosen}
            available={state === 'idle'}
            onUndo={choice => void review.undo(choice)}
            trans={trans}
          />
          <Contents
            plan={plan}
            isEmpty={review.isEmpty}
            available={state === 'idle'}
            onChoose={alternative => void review.choose(alternative)}
            trans={trans}
          />
        </div>
      )}
    </ReviewBody>
  );
}

/** What is being done with a plan, an empty string while nothing is. */
function describeWork(
  { state, plan }: PlanReview,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'planning':
      return plan
        ? trans.__('Planning again…')
        : trans.__('Planning: choosing versions for both layers…');
    case 'applying':
      return trans.__('Starting…');
    case 'idle':
      return '';
  }
}

interface IChoicesProps {
  chosen: readonly Alternative[];
  /** Whether they can be taken back now. */
  available: boolean;
  onUndo: (choice: Alternative) => void;
  trans: TranslationBundle;
}

/** The choices that the plan was made with, each with a way back. */
function Choices(props: IChoicesProps): JSX.Element | null {
  const { chosen, available, onUndo, trans } = props;
  if (chosen.length === 0) {
    return null;
  }
  return (
    <ul className="jp-Envmgr-choices" aria-label={trans.__('Your choices')}>
      {chosen.map(choice => (
        <li key={choice.title}>
          <span>{trans.__('You chose: %1', choice.title)}</span>
          <Button
            aria-label={trans.__('Undo: %1', choice.title)}
            unavailable={!available}
            onClick={() => onUndo(choice)}
          >
            {trans.__('Undo')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

interface IContentsProps {
  plan: Plan;
  isEmpty: boolean;
  /** Whether alternatives can be chosen now. */
  available: boolean;
  onChoose: (alternative: Alternative) => void;
  trans: TranslationBundle;
}

function Contents(props: IContentsProps): JSX.Element {
  const { plan, trans } = props;
  return (
    <>
      <Summary {...props} />
      <NoticeList
        notices={plan.notices}
        available={props.available}
        onChoose={props.onChoose}
        trans={trans}
      />
      <ChangeTable layer="conda" changes={plan.conda} trans={trans} />
      <ChangeTable layer="pip" changes={plan.pip} trans={trans} />
    </>
  );
}

function Summary({ plan, isEmpty, trans }: IContentsProps): JSX.Element {
  const counts = describeCounts([...plan.conda, ...plan.pip], trans);
  if (counts === '') {
    return (
      <p className="jp-Envmgr-planSummary">
        {isEmpty
          ? trans.__('Nothing to change: everything is as you ask for.')
          : trans.__('Nothing to install or remove.')}
      </p>
    );
  }
  return (
    <div>
      <p className="jp-Envmgr-planSummary">{counts}</p>
      <p>{describeCost(plan, trans)}</p>
    </div>
  );
}
