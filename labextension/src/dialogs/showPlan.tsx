import type { TranslationBundle } from '@jupyterlab/translation';

import { PlanView } from '../components/planView';
import type { PlanReview } from '../planReview';
import { showReview } from './showReview';

interface IPlanOptions {
  title: string;
  /** What the button that goes on says. */
  accept: string;
  review: PlanReview;
  trans: TranslationBundle;
}

/** Shows a plan while it is made and until it is applied or left; gives whether it was applied. */
export function showPlan(options: IPlanOptions): Promise<boolean> {
  const { review, trans } = options;
  return showReview({
    ...options,
    body: () => <PlanView review={review} trans={trans} />
  });
}
