import { beforeEach, describe, expect, test } from 'vitest';

import { joinLogs, Jobs } from '../src/jobs';
import { job } from '../ui-tests/samples';

const NONE = new Set<string>();

beforeEach(() => window.localStorage.clear());

describe('Jobs', () => {
  test('shows what is under way and what failed, oldest first', () => {
    const jobs = new Jobs(window.localStorage);
    jobs.load(
      [
        job({ id: 'late', created: '2026-11-21T11:00:00Z' }),
        job({ id: 'failed', state: 'failed' }),
        job({ id: 'done', state: 'done' }),
        job({ id: 'cancelled', state: 'cancelled' })
      ],
      NONE
    );
    expect(jobs.visible.map(({ id }) => id)).toEqual(['failed', 'late']);
  });

  test('an answer that an event has overtaken changes nothing', () => {
    const jobs = new Jobs(window.localStorage);
    expect(jobs.update(job({ state: 'queued' }))).toBe('begun');
    expect(jobs.update(job({ state: 'done' }))).toBe('ended');
    expect(jobs.update(job({ state: 'queued' }))).toBe('progress');
    expect(jobs.visible).toEqual([]);
  });

  test('an end is learned once', () => {
    const jobs = new Jobs(window.localStorage);
    jobs.update(job());
    expect(jobs.update(job({ state: 'failed' }))).toBe('ended');
    expect(jobs.update(job({ state: 'failed' }))).toBe('progress');
  });

  test('an end that came while nobody listened is found in the list', () => {
    const jobs = new Jobs(window.localStorage);
    jobs.update(job());
    const ended = jobs.load([job({ state: 'done' })], jobs.ids);
    expect(ended.map(({ id }) => id)).toEqual(['job-1']);
  });

  test('jobs that had ended before we came are not news', () => {
    const jobs = new Jobs(window.localStorage);
    expect(jobs.load([job({ state: 'done' })], jobs.ids)).toEqual([]);
  });

  test('what the server has forgotten is forgotten, what came since is not', () => {
    const jobs = new Jobs(window.localStorage);
    jobs.update(job({ id: 'lost' }));
    const asked = jobs.ids;
    jobs.update(job({ id: 'new' }));
    jobs.load([], asked);
    expect(jobs.visible.map(({ id }) => id)).toEqual(['new']);
  });

  test('a dismissed job stays away, also after a reload', () => {
    new Jobs(window.localStorage).dismiss('job-1');
    const jobs = new Jobs(window.localStorage);
    jobs.load([job({ state: 'failed' })], NONE);
    expect(jobs.visible).toEqual([]);
  });

  test('a spoilt storage is survived', () => {
    window.localStorage.setItem('jupyter-envmgr:dismissed-jobs', '{oops');
    const jobs = new Jobs(window.localStorage);
    jobs.load([job({ state: 'failed' })], NONE);
    expect(jobs.visible).toHaveLength(1);
  });
});

test.each([
  [[], ['a'], ['a']],
  [
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'b', 'c']
  ],
  [['a', 'b'], ['c'], ['a', 'b', 'c']],
  [['b'], ['a', 'b', 'c'], ['a', 'b', 'c']],
  [
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'b']
  ],
  [['a', 'b'], [], ['a', 'b']]
])('the log %j and the lines %j are %j', (known, newest, whole) => {
  expect(joinLogs(known, newest)).toEqual(whole);
});
