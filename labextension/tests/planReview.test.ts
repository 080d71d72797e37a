import { beforeEach, expect, test } from 'vitest';

import type { Job, Plan, PlanRequest } from '../src/api';
import { PlanReview } from '../src/planReview';
import { ProblemError } from '../src/request';
import { KEPT, plan } from '../ui-tests/planSamples';
import { job } from '../ui-tests/samples';

/** Plans and applies as a test says, and keeps what it was asked for. */
class FakePlanner {
  readonly requests: PlanRequest[] = [];
  readonly signals: AbortSignal[] = [];
  readonly applied: string[] = [];
  answer: (request: PlanRequest) => Plan | Promise<Plan> = request =>
    plan({ request });
  refusal: Error | null = null;

  readonly plan = async (
    request: PlanRequest,
    signal?: AbortSignal
  ): Promise<Plan> => {
    this.requests.push(request);
    if (signal) {
      this.signals.push(signal);
    }
    return this.answer(request);
  };

  readonly apply = ({ id }: Plan): Promise<Job> => {
    this.applied.push(id);
    const refusal = this.refusal;
    this.refusal = null;
    return refusal ? Promise.reject(refusal) : Promise.resolve(job());
  };
}

function problem(code: string, details: object = {}): ProblemError {
  return new ProblemError({
    code,
    message: 'No.',
    hint: '',
    details: { ...details }
  });
}

const REQUEST = { environment: 'analysis', install: ['torch'] };

let planner: FakePlanner;
let review: PlanReview;

beforeEach(() => {
  planner = new FakePlanner();
  review = new PlanReview(REQUEST, planner);
});

test('nothing can be applied before there is a plan', async () => {
  expect(review.canApply).toBe(false);
  expect(await review.apply()).toBeNull();
  await review.start();
  expect(review.canApply).toBe(true);
  expect((await review.apply())?.id).toBe('job-1');
  expect(planner.applied).toEqual(['plan-1']);
});

test('choices add up, and only the last plan is shown', async () => {
  await review.start();
  await review.choose({ title: '', layers: { torch: 'pip' } });
  await review.choose({ title: '', layers: { scipy: 'conda' } });
  expect(planner.requests.at(-1)).toEqual({
    ...REQUEST,
    layers: { torch: 'pip', scipy: 'conda' }
  });
});

test('a plan that comes after a later choice is not shown', async () => {
  await review.start();
  let late: ((plan: Plan) => void) | undefined;
  planner.answer = () => new Promise<Plan>(resolve => (late = resolve));
  const first = review.choose({ title: '', layers: { torch: 'pip' } });
  planner.answer = request => plan({ id: 'second', request });
  await review.choose({ title: '', layers: { torch: 'conda' } });
  late?.(plan({ id: 'first' }));
  await first;
  expect(review.plan?.id).toBe('second');
  expect(planner.signals[1]?.aborted).toBe(true);
});

test('a choice that cannot be planned leaves the plan from before', async () => {
  await review.start();
  planner.answer = () => Promise.reject(problem('pip-conflict'));
  await review.choose({ title: '', layers: { torch: 'pip' } });
  expect(review.problem?.code).toBe('pip-conflict');
  expect(review.plan?.id).toBe('plan-1');
  expect(review.canApply).toBe(true);
});

test('trying again keeps the choice that could not be planned', async () => {
  await review.start();
  planner.answer = () => Promise.reject(problem('offline'));
  await review.choose({ title: '', layers: { torch: 'pip' } });
  expect(review.chosen).toEqual([]);
  planner.answer = request => plan({ id: 'again', request });
  await review.start();
  expect(review.problem).toBeNull();
  expect(review.chosen).toEqual([{ title: '', layers: { torch: 'pip' } }]);
  expect(planner.requests.at(-1)?.layers).toEqual({ torch: 'pip' });
});

test('applying the plan from before gives up the choice that failed', async () => {
  await review.start();
  planner.answer = () => Promise.reject(problem('pip-conflict'));
  await review.choose({ title: '', layers: { torch: 'pip' } });
  planner.refusal = problem('stale-plan');
  planner.answer = request => plan({ id: 'fresh', request });
  await review.apply();
  expect(planner.requests.at(-1)).toEqual(REQUEST);
});

test('a choice can be taken back, and the others stay', async () => {
  const keep = {
    title: 'Keep torch on pip',
    layers: { torch: 'pip' }
  } as const;
  const move = { title: 'Move scipy', layers: { scipy: 'conda' } } as const;
  await review.start();
  await review.choose(keep);
  await review.choose(move);
  expect(review.chosen).toEqual([keep, move]);
  await review.undo(keep);
  expect(review.chosen).toEqual([move]);
  expect(planner.requests.at(-1)?.layers).toEqual({ scipy: 'conda' });
  await review.undo(move);
  expect(planner.requests.at(-1)).toEqual(REQUEST);
});

test('of two choices about a package the later one counts', async () => {
  const back = { title: 'By conda', layers: { torch: 'conda' } } as const;
  await review.start();
  await review.choose({ title: 'By pip', layers: { torch: 'pip' } });
  await review.choose(back);
  expect(review.chosen).toEqual([back]);
});

test('a stale plan is replaced by the one that the refusal brings', async () => {
  await review.start();
  planner.refusal = problem('stale-plan', { plan: plan({ id: 'fresh' }) });
  expect(await review.apply()).toBeNull();
  expect(review.stale).toBe(true);
  expect(review.plan?.id).toBe('fresh');
  expect(planner.requests).toHaveLength(1);
  expect(await review.apply()).not.toBeNull();
  expect(planner.applied).toEqual(['plan-1', 'fresh']);
});

test('a stale plan without a new one is planned again', async () => {
  await review.start();
  planner.refusal = problem('stale-plan');
  planner.answer = request => plan({ id: 'fresh', request });
  await review.apply();
  expect(review.stale).toBe(true);
  expect(review.plan?.id).toBe('fresh');
});

test('another refusal is told, and the plan can be applied later', async () => {
  await review.start();
  planner.refusal = problem('busy');
  expect(await review.apply()).toBeNull();
  expect(review.problem?.code).toBe('busy');
  expect(review.stale).toBe(false);
  expect(review.canApply).toBe(true);
});

test('a plan that changes nothing cannot be applied, one that renames or keeps can', async () => {
  const nothing = { conda: [], pip: [], notices: [] };
  planner.answer = request => plan({ request, ...nothing });
  await review.start();
  expect(review.isEmpty).toBe(true);
  expect(review.canApply).toBe(false);
  planner.answer = request => plan({ request, ...nothing, action: 'rename' });
  await review.start();
  expect(review.canApply).toBe(true);
  planner.answer = request => plan({ request, ...nothing, notices: [KEPT] });
  await review.start();
  expect(review.isEmpty).toBe(false);
  expect(review.canApply).toBe(true);
});

test('what is left is not planned any more', async () => {
  const planning = review.start();
  review.dispose();
  await planning;
  expect(planner.signals[0]?.aborted).toBe(true);
  expect(review.plan).toBeNull();
});
