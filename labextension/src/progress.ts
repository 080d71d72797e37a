import type { TranslationBundle } from '@jupyterlab/translation';

import type { Job, Progress } from './api';
import { formatBytes, formatShare } from './sizes';

/** What a job is doing, in words. */
export function describeProgress(job: Job, trans: TranslationBundle): string {
  return job.state === 'queued'
    ? trans.__('Waiting for its turn')
    : describePhase(job.progress, trans);
}

/** Done and total for a progress element, null where the end is not known. */
export function measure(job: Job): { value: number; max: number } | null {
  const { done, total } = job.progress;
  return job.state === 'running' && total > 0
    ? { value: Math.min(done, total), max: total }
    : null;
}

function describePhase(progress: Progress, trans: TranslationBundle): string {
  const { phase, done, total } = progress;
  switch (phase) {
    case 'wait':
      return trans.__('Waiting for another change to end');
    case 'solve':
      return trans.__('Choosing versions');
    case 'fetch':
      return describeDownload(progress, trans);
    case 'link':
      return total > 0
        ? trans.__('Installing %1 of %2 packages', done, total)
        : trans.__('Installing packages');
    case 'pip':
      return total > 0
        ? trans.__('Installing %1 of %2 pip packages', done, total)
        : trans.__('Installing pip packages');
    case 'copy':
      return describeCopy(progress, trans);
    case 'check':
      return total > 0
        ? trans.__('Checking %1 of %2 files', done, total)
        : trans.__('Checking files');
    case 'remove':
      return trans.__('Removing');
    case 'finish':
      return trans.__('Finishing');
  }
}

function describeDownload(
  { done, total, unit }: Progress,
  trans: TranslationBundle
): string {
  if (unit !== 'bytes') {
    return total > 0
      ? trans.__('Downloading %1 of %2 packages', done, total)
      : trans.__('Downloading');
  }
  return total > 0
    ? trans.__('Downloading %1 of %2', ...formatShare(done, total))
    : trans.__('Downloading, %1 so far', formatBytes(done));
}

function describeCopy(
  { done, total, unit }: Progress,
  trans: TranslationBundle
): string {
  if (total === 0) {
    return trans.__('Copying');
  }
  return unit === 'bytes'
    ? trans.__('Copying %1 of %2', ...formatShare(done, total))
    : trans.__('Copying %1 of %2 files', done, total);
}
