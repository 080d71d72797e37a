import type { TranslationBundle } from '@jupyterlab/translation';

import type { Job } from '../api';
import { describeProgress } from '../progress';
import { JobCard, type IJobActions } from './jobCard';

interface IJobListProps {
  jobs: readonly Job[];
  /** What can be done with each of them. */
  actionsFor: (job: Job) => IJobActions;
  trans: TranslationBundle;
}

/** The changes under way and those that failed; nothing where there are none. */
export function JobList({
  jobs,
  actionsFor,
  trans
}: IJobListProps): JSX.Element {
  return (
    <section className="jp-Envmgr-jobs" aria-label={trans.__('Changes')}>
      <p className="jp-Envmgr-hidden" role="status">
        {jobs
          .filter(job => job.state === 'running')
          .map(job => `${job.title}: ${announced(job, trans)}`)
          .join('. ')}
      </p>
      {jobs.length > 0 && (
        <ul className="jp-Envmgr-list">
          {jobs.map(job => (
            <JobCard
              key={job.id}
              job={job}
              actions={actionsFor(job)}
              trans={trans}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The phase without its numbers: they would be read aloud several times a second. */
function announced(job: Job, trans: TranslationBundle): string {
  const progress = { ...job.progress, done: 0, total: 0, unit: '' as const };
  return describeProgress({ ...job, progress }, trans);
}
