import { Poll } from '@lumino/polling';
import { useEffect, useState } from 'react';

import { problemOf } from '../request';
import type { Loaded } from './useLoaded';

/** How often a value is loaded while the page can be seen, in ms. */
const INTERVAL = 12_000;
/** How long a value is good for, in ms: a little longer, as answers take time. */
const GOOD_FOR = 15_000;

/**
 * Loads a value, again whenever `key` changes, every few seconds while the page can be seen, and
 * as soon as somebody comes back to it; `fresh` says whether the value is of these seconds.
 */
export function useWatched<T>(
  load: () => Promise<T>,
  key: string
): [Loaded<T>, boolean] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [old, setOld] = useState<Loaded<T> | null>(null);
  useEffect(() => {
    const poll = new Poll<T, unknown>({
      factory: load,
      frequency: { interval: INTERVAL, backoff: true },
      standby: 'when-hidden'
    });
    poll.ticked.connect((_, { phase, payload }) => {
      if (phase === 'resolved' || phase === 'reconnected') {
        setLoaded({ state: 'ready', value: payload as T });
      } else if (phase === 'rejected') {
        setLoaded({ state: 'failed', problem: problemOf(payload) });
      }
    });
    const look = () => {
      if (!document.hidden) {
        void poll.refresh();
      }
    };
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
      poll.dispose();
    };
    // `load` is a new function on each rendering; `key` says when it loads something else.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  useEffect(() => {
    const timer = setTimeout(() => setOld(loaded), GOOD_FOR);
    return () => clearTimeout(timer);
  }, [loaded]);
  return [loaded, loaded !== old];
}
