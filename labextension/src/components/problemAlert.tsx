import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { Problem } from '../api';
import { describeProblem } from '../problems';
import { CopyButton } from './copyButton';

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
            <dt>{nameOf(key)}</dt>
            <dd>
              {asText(value).includes('\n') ? (
                <Lines name={nameOf(key)} text={asText(value)} />
              ) : (
                asText(value)
              )}
            </dd>
          </div>
        ))}
      </dl>
      <CopyButton
        text={wholeText(problem, trans)}
        label={trans.__('Copy the problem with its details')}
        trans={trans}
      />
    </details>
  );
}

/** Lines that keep their shape, as the solver's trees need it. */
function Lines({ name, text }: { name: string; text: string }): JSX.Element {
  return (
    <pre
      className="jp-Envmgr-lines"
      role="region"
      aria-label={name}
      // A region that scrolls must be reachable, or the keyboard cannot scroll it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {text}
    </pre>
  );
}

/** All that is known, for a message to somebody who can help. */
function wholeText(problem: Problem, trans: TranslationBundle): string {
  const { message, hint } = describeProblem(problem, trans);
  const details = Object.entries(problem.details).map(
    ([key, value]) => `${nameOf(key)}:\n${asText(value)}`
  );
  return [message, hint, ...details].filter(Boolean).join('\n\n');
}

function nameOf(key: string): string {
  return key.replaceAll('_', ' ');
}

/** A detail as people read it: a list in lines, a mapping as `key: value, value`. */
function asText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(asText).join('\n');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, each]) => `${key}: ${asText(each).replaceAll('\n', ', ')}`)
      .join('\n');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
