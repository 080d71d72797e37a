import { useEffect, useState } from 'react';

import type { SearchHit } from '../api';

/** Milliseconds without a keystroke before the channels are asked. */
const PAUSE = 250;
const FEWEST_LETTERS = 2;
const NONE: readonly SearchHit[] = [];

/** Packages of the channels for the start of a name; none while nothing fits or can be asked. */
export function useSuggestions(
  start: string,
  search: (text: string) => Promise<SearchHit[]>
): readonly SearchHit[] {
  const [found, setFound] = useState({ start: '', hits: NONE });
  useEffect(() => {
    if (start.length < FEWEST_LETTERS) {
      return;
    }
    let wanted = true;
    const timer = window.setTimeout(() => {
      // Suggestions are a comfort: where the channels do not answer there are none.
      search(start).then(
        hits => wanted && setFound({ start, hits }),
        () => undefined
      );
    }, PAUSE);
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
  }, [start, search]);
  return found.start === start ? found.hits : NONE;
}
