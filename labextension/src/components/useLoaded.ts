import { useEffect, useState } from 'react';

import type { Problem } from '../api';
import { problemOf } from '../request';

/** A value on its way, there, or not to be had. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly problem: Problem };

/**
 * Loads a value, and again whenever `key` changes; the old one stays until the new one is there.
 */
export function useLoaded<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  useEffect(() => {
    let wanted = true;
    load().then(
      value => {
        if (wanted) {
          setLoaded({ state: 'ready', value });
        }
      },
      (error: unknown) => {
        if (wanted) {
          setLoaded({ state: 'failed', problem: problemOf(error) });
        }
      }
    );
    return () => {
      wanted = false;
    };
    // `load` is a new function on each rendering; `key` says when it loads something else.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return loaded;
}
