import { useEffect, useRef, type ReactNode } from 'react';

import type { IReview } from '../review';

interface IReviewBodyProps {
  state: IReview['state'];
  /** What is being done, an empty string while nothing is. */
  doing: string;
  /** What the bar is about. */
  label: string;
  children: ReactNode;
}

/** The body of a dialog in which something is looked at before it is done. */
export function ReviewBody(props: IReviewBodyProps): JSX.Element {
  const { state, doing, label, children } = props;
  const top = useRef<HTMLDivElement>(null);
  // With what was shown before its buttons go; the keyboard must not be left outside the dialog.
  useEffect(() => {
    if (document.activeElement === document.body) {
      top.current?.focus();
    }
  });
  return (
    <div
      ref={top}
      className="jp-Envmgr-plan"
      tabIndex={-1}
      aria-busy={state !== 'idle' || undefined}
    >
      {/* It stays when nothing is done, or its next words would not be read aloud. */}
      <div className="jp-Envmgr-planState">
        <p role="status">{doing}</p>
        {state !== 'idle' && (
          <progress className="jp-Envmgr-progress" aria-label={label} />
        )}
      </div>
      {children}
    </div>
  );
}
