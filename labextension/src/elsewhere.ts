import type { Environment, Job } from './api';
import { hasEnded } from './jobs';

/** Whether another program is at an environment: a terminal, or another server. */
export function changesElsewhere(
  { name, state }: Environment,
  jobs: readonly Job[]
): boolean {
  return (
    state === 'changing' &&
    !jobs.some(
      job =>
        !hasEnded(job) &&
        // A rename is at two names.
        (job.environment === name || job.action === 'rename')
    )
  );
}
