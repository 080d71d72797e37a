import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';

import type { Job } from '../api';
import { describeProgress, measure } from '../progress';
import { Button } from './button';
import { ProblemAlert } from './problemAlert';

/** What can be done with a job. */
export interface IJobActions {
  cancel: (job: Job) => void;
  dismiss: (job: Job) => void;
  /** Read the whole log. */
  reload: (job: Job) => void;
  /** Null where what was asked for is not known here. */
  retry: ((job: Job) => void) | null;
}

interface IJobCardProps {
  job: Job;
  actions: IJobActions;
  trans: TranslationBundle;
}

/** A change under way, or one that failed. */
export function JobCard(props: IJobCardProps): JSX.Element {
  const { job, trans } = props;
  const failed = job.state === 'failed';
  return (
    <li className="jp-Envmgr-job" data-state={job.state}>
      <div className="jp-Envmgr-jobHead">
        <p className="jp-Envmgr-jobTitle" id={`jp-Envmgr-job-${job.id}`}>
          {job.title}
        </p>
        {!failed && (
          <Button
            aria-label={trans.__('Cancel “%1”', job.title)}
            onClick={() => props.actions.cancel(job)}
          >
            {trans.__('Cancel')}
          </Button>
        )}
      </div>
      {failed ? <Failure {...props} /> : <Running {...props} />}
      <Log {...props} label={trans.__('Log of “%1”', job.title)} />
    </li>
  );
}

function Running({ job, trans }: Omit<IJobCardProps, 'actions'>): JSX.Element {
  const share = measure(job);
  return (
    <>
      <p className="jp-Envmgr-phase">{describeProgress(job, trans)}</p>
      <progress
        className="jp-Envmgr-progress"
        aria-labelledby={`jp-Envmgr-job-${job.id}`}
        {...(share ?? {})}
      />
      {job.progress.message && (
        <p className="jp-Envmgr-jobMessage" title={job.progress.message}>
          {job.progress.message}
        </p>
      )}
    </>
  );
}

function Failure({ job, actions, trans }: IJobCardProps): JSX.Element | null {
  const { retry } = actions;
  return (
    job.problem && (
      <ProblemAlert problem={job.problem} trans={trans}>
        {retry && (
          <Button look="accept" onClick={() => retry(job)}>
            {trans.__('Try again…')}
          </Button>
        )}
        <Button onClick={() => actions.dismiss(job)}>
          {trans.__('Dismiss')}
        </Button>
      </ProblemAlert>
    )
  );
}

function Log({
  job,
  actions,
  label,
  trans
}: IJobCardProps & { label: string }): JSX.Element | null {
  const end = useRef<HTMLPreElement>(null);
  const lines = job.log.join('\n');
  useEffect(() => {
    if (end.current) {
      end.current.scrollTop = end.current.scrollHeight;
    }
  }, [lines]);
  if (lines === '') {
    return null;
  }
  return (
    <details
      className="jp-Envmgr-log"
      onToggle={event => {
        if (event.currentTarget.open) {
          actions.reload(job);
        }
      }}
    >
      <summary>{trans.__('Log')}</summary>
      {/* A region that scrolls must be reachable, or the keyboard cannot scroll it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre ref={end} role="log" aria-label={label} aria-live="off" tabIndex={0}>
        {lines}
      </pre>
    </details>
  );
}
