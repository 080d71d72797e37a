import { expect, test } from 'vitest';

import type { Progress } from '../src/api';
import { describeProgress, measure } from '../src/progress';
import { job } from '../ui-tests/samples';
import { trans } from './words';

function words(progress: Partial<Progress>): string {
  const whole = { phase: 'wait', done: 0, total: 0, unit: '', message: '' };
  return describeProgress(
    job({ progress: { ...whole, ...progress } as Progress }),
    trans
  );
}

test.each([
  [{ phase: 'wait' }, 'Waiting for another change to end'],
  [{ phase: 'solve' }, 'Choosing versions'],
  [{ phase: 'fetch' }, 'Downloading'],
  [
    { phase: 'fetch', done: 12e6, total: 40e6, unit: 'bytes' },
    'Downloading 12 of 40 MB'
  ],
  [{ phase: 'fetch', done: 5e6, unit: 'bytes' }, 'Downloading, 5 MB so far'],
  [{ phase: 'link', done: 30, total: 41 }, 'Installing 30 of 41 packages'],
  [{ phase: 'pip', done: 1, total: 2 }, 'Installing 1 of 2 pip packages'],
  [
    { phase: 'copy', done: 10, total: 90, unit: 'files' },
    'Copying 10 of 90 files'
  ],
  [{ phase: 'check', done: 5, total: 9 }, 'Checking 5 of 9 files'],
  [{ phase: 'check' }, 'Checking files'],
  [{ phase: 'remove' }, 'Removing'],
  [{ phase: 'finish' }, 'Finishing']
] as [Partial<Progress>, string][])('%j reads “%s”', (progress, sentence) => {
  expect(words(progress)).toBe(sentence);
});

test('a job that has not begun waits, whatever its progress says', () => {
  expect(describeProgress(job({ state: 'queued' }), trans)).toBe(
    'Waiting for its turn'
  );
});

test('the bar never shows more than the whole', () => {
  const progress: Progress = {
    phase: 'fetch',
    done: 41,
    total: 40,
    unit: 'bytes',
    message: ''
  };
  expect(measure(job({ progress }))).toEqual({ value: 40, max: 40 });
});

test('there is no share where the end is not known', () => {
  expect(measure(job())).toBeNull();
});
