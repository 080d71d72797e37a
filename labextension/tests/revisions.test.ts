import { expect, test } from 'vitest';

import type { Job, RevisionList } from '../src/api';
import { RestoreReview } from '../src/restoreReview';
import {
  counterpartOf,
  countsOf,
  currentOf,
  revisionOf,
  signsOf,
  wordsOf
} from '../src/revisions';
import { ProblemError } from '../src/request';
import { wayBackFrom } from '../src/wayBack';
import { diff, HISTORY, revision } from '../ui-tests/historySamples';
import { change } from '../ui-tests/planSamples';
import { job } from '../ui-tests/samples';
import { trans } from './words';

const BUSY = new ProblemError({
  code: 'busy',
  message: 'Another program is changing analysis.',
  hint: '',
  details: {}
});

/** A server with a history, which remembers what it was asked to restore. */
class FakeSource {
  constructor(readonly history: RevisionList = HISTORY) {}
  readonly restored: unknown[][] = [];
  readonly left = new Map<string, string>();
  refusal: Error | null = null;
  revisions(): Promise<RevisionList> {
    return Promise.resolve(this.history);
  }
  diff(_: string, after: string) {
    return Promise.resolve(diff({ after }));
  }
  restore(...args: unknown[]): Promise<Job> {
    if (this.refusal) {
      return Promise.reject(this.refusal);
    }
    this.restored.push(args);
    return Promise.resolve(job({ action: 'restore' }));
  }
  leftBy(id: string): string | null {
    return this.left.get(id) ?? null;
  }
}

test('changes are counted as added, changed and removed', () => {
  const counts = countsOf([
    change(),
    change({ action: 'upgrade' }),
    change({ action: 'rebuild' }),
    change({ action: 'remove' })
  ]);
  expect(signsOf(counts)).toBe('+1 ~2 −1');
  expect(wordsOf(counts, trans)).toBe('1 added, 2 changed, 1 removed');
  expect(signsOf(countsOf([]))).toBe('');
});

test('a state is compared with the present one, and that with what it came from', () => {
  const [now, before, older] = HISTORY.revisions;
  expect(currentOf(HISTORY)).toBe(now);
  expect(counterpartOf(HISTORY, older)?.id).toBe(now.id);
  expect(counterpartOf(HISTORY, now)?.id).toBe(before.id);
  expect(counterpartOf({ ...HISTORY, revisions: [now] }, now)).toBeNull();
});

test('an undo goes where the server says, and remembers what it leaves', async () => {
  const source = new FakeSource();
  const review = new RestoreReview('analysis', null, source);
  await review.start();
  expect(review.target?.id).toBe('r3');
  expect(review.diff?.after).toBe('r3');
  expect(review.canApply).toBe(true);
  await review.apply();
  expect(source.restored).toEqual([['analysis', 'r3', 'r4']]);
});

test.each([
  ['is the present one', 'r4'],
  ['is no longer kept', 'r1'],
  ['is not in the history', 'r9']
])('one cannot go back to a state that %s', async (_, id) => {
  const source = new FakeSource();
  const review = new RestoreReview('analysis', id, source);
  await review.start();
  expect(review.isEmpty).toBe(true);
  expect(await review.apply()).toBeNull();
  expect(source.restored).toEqual([]);
});

test('an undo that leads past a state that is not kept says so', async () => {
  const direct = new RestoreReview('analysis', null, new FakeSource());
  await direct.start();
  expect(direct.further).toBe(false);
  const past = new FakeSource({ ...HISTORY, undo: 'r2' });
  const review = new RestoreReview('analysis', null, past);
  await review.start();
  expect(review.further).toBe(true);
  const chosen = new RestoreReview('analysis', 'r2', past);
  await chosen.start();
  expect(chosen.further).toBe(false);
});

test('with nothing to undo there is nothing to do', async () => {
  const source = new FakeSource({ ...HISTORY, undo: null });
  const review = new RestoreReview('analysis', null, source);
  await review.start();
  expect(review.isEmpty).toBe(true);
  expect(review.canApply).toBe(false);
});

test('a way back that is refused says why, and can be tried again', async () => {
  const source = new FakeSource();
  const review = new RestoreReview('analysis', null, source);
  await review.start();
  source.refusal = BUSY;
  expect(await review.apply()).toBeNull();
  expect(review.problem?.code).toBe('busy');
  source.refusal = null;
  expect(await review.apply()).not.toBeNull();
});

test('a change is taken back to the state before it', async () => {
  const change = job({ action: 'change', environment: 'analysis' });
  expect(await wayBackFrom(change, new FakeSource())).toEqual({
    seen: 'r4',
    revision: 'r3'
  });
  const [now] = HISTORY.revisions;
  const nothing = new FakeSource({ ...HISTORY, revisions: [now], undo: null });
  expect(await wayBackFrom(change, nothing)).toBeNull();
});

test('a way back that leads further than one step is looked at first', async () => {
  const change = job({ action: 'change', environment: 'analysis' });
  const [now, before, ...others] = HISTORY.revisions;
  const gone = { ...before, state: 'gone' as const };
  const source = new FakeSource({
    ...HISTORY,
    revisions: [now, gone, ...others],
    undo: 'r2'
  });
  expect(await wayBackFrom(change, source)).toEqual({
    seen: null,
    revision: 'r2'
  });
});

test('a restore is taken back to where one was, which may be newer', async () => {
  const source = new FakeSource({
    ...HISTORY,
    revisions: [
      revision({ id: 'newer' }),
      revision({ id: 'older', state: 'current' })
    ],
    undo: null
  });
  const restore = job({ id: 'j', action: 'restore' });
  expect(await wayBackFrom(restore, source)).toBeNull();
  source.left.set('j', 'newer');
  expect(await wayBackFrom(restore, source)).toEqual({
    seen: 'older',
    revision: 'newer'
  });
});

test('what is gone from the history is not found in it', () => {
  expect(revisionOf(HISTORY, 'r9')).toBeNull();
  expect(revisionOf(HISTORY, null)).toBeNull();
});
