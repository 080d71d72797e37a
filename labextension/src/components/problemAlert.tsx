import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { Problem } from '../api';
import { describeProblem } from '../problems';

interface IProblemAlertProps {
  problem: Problem;
  trans: TranslationBundle;
  /** Buttons that help. */
  children?: ReactNode;
}

/** What went wrong, what to do next, and what is known besides. */
export function ProblemAlert({
  problem,
  trans,
  children
}: IProblemAlertProps): JSX.Element {
  const { message, hint } = describeProblem(problem, trans);
  return (
    <div className="jp-Envmgr-problem" role="alert" data-code={problem.code}>
      <p className="jp-Envmgr-problemMessage">{message}</p>
      {hint && <p className="jp-Envmgr-problemHint">{hint}</p>}
      <Details problem={problem} trans={trans} />
      {children && <div className="jp-Envmgr-buttons">{children}</div>}
    </div>
  );
}

function Details({ problem, trans }: IProblemAlertProps): JSX.Element | null {
  const entries = Object.entries(problem.details);
  if (entries.length === 0) {
    return null;
  }
  return (
    <details className="jp-Envmgr-problemDetails">
      <summary>{trans.__('Details')}</summary>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>{key.replaceAll('_', ' ')}</dt>
            <dd>{asText(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function asText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(asText).join('\n');
  }
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
