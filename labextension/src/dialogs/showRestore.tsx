import type { TranslationBundle } from '@jupyterlab/translation';

import { RestoreView } from '../components/restoreView';
import type { RestoreReview } from '../restoreReview';
import { showReview } from './showReview';

interface IRestoreOptions {
  title: string;
  /** What the button that goes on says. */
  accept: string;
  review: RestoreReview;
  /** What runs in the environment, in words; an empty string where nothing does. */
  running: string;
  trans: TranslationBundle;
}

/** Shows a way back until it is gone or left; gives whether it was begun. */
export function showRestore(options: IRestoreOptions): Promise<boolean> {
  const { review, running, trans } = options;
  return showReview({
    ...options,
    body: () => <RestoreView review={review} running={running} trans={trans} />
  });
}
