import { Signal, type ISignal } from '@lumino/signaling';

import type { Alternative, Job, Plan, PlanRequest, Problem } from './api';
import { problemOf } from './request';
import type { IReview } from './review';
import type { IEnvironmentModel } from './tokens';

/** A plan on its way to being applied: made, looked at, perhaps made again with another choice. */
export class PlanReview implements IReview {
  constructor(
    private readonly request: PlanRequest,
    private readonly planner: Pick<IEnvironmentModel, 'plan' | 'apply'>
  ) {}

  state: IReview['state'] = 'planning';
  /** The newest one, null while there was none. */
  plan: Plan | null = null;
  /** The alternatives that `plan` was made with. */
  chosen: readonly Alternative[] = [];
  /** Why the last step failed. */
  problem: Problem | null = null;
  /** The environment has changed since the first plan, and `plan` is a new one. */
  stale = false;
  isDisposed = false;

  get changed(): ISignal<PlanReview, void> {
    return this._changed;
  }

  /** Whether there is nothing to do: nothing to change, and nothing to write down. */
  get isEmpty(): boolean {
    const { plan } = this;
    return (
      plan?.action === 'change' &&
      plan.conda.length === 0 &&
      plan.pip.length === 0 &&
      !plan.notices.some(({ code }) => code === 'kept')
    );
  }

  get canApply(): boolean {
    return this.state === 'idle' && this.plan !== null && !this.isEmpty;
  }

  /** Makes the plan, or makes it anew. Never rejects: see `problem`. */
  async start(): Promise<void> {
    await this.planWith(this.wanted);
  }

  /** Makes the plan again with another choice, which replaces one about the same packages. */
  async choose(alternative: Alternative): Promise<void> {
    const replaced = ({ layers }: Alternative) =>
      Object.keys(layers).every(name => name in alternative.layers);
    await this.planWith([
      ...this.chosen.filter(each => !replaced(each)),
      alternative
    ]);
  }

  /** Makes the plan again without one of its choices. */
  async undo(alternative: Alternative): Promise<void> {
    await this.planWith(this.chosen.filter(each => each !== alternative));
  }

  /** Begins what the plan says; null where that was refused, or is not possible now. */
  async apply(): Promise<Job | null> {
    const { plan } = this;
    if (!plan || !this.canApply) {
      return null;
    }
    this.wanted = this.chosen;
    this.enter('applying');
    try {
      return await this.planner.apply(plan);
    } catch (error) {
      await this.refused(problemOf(error));
      return null;
    }
  }

  /** Gives up what is being planned. */
  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this.abort.abort();
      Signal.clearData(this);
    }
  }

  private async planWith(choices: readonly Alternative[]): Promise<void> {
    this.abort.abort(); // of two choices, the later one counts
    const abort = (this.abort = new AbortController());
    this.wanted = choices;
    this.enter('planning');
    try {
      const request = withChoices(this.request, choices);
      const plan = await this.planner.plan(request, abort.signal);
      if (!abort.signal.aborted) {
        this.chosen = choices;
        this.plan = plan;
        this.enter('idle');
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        this.enter('idle', problemOf(error));
      }
    }
  }

  /** A stale plan comes with a new one, or is made again; other problems leave it as it is. */
  private async refused(problem: Problem): Promise<void> {
    if (problem.code !== 'stale-plan') {
      this.enter('idle', problem);
      return;
    }
    this.stale = true;
    const fresh = problem.details.plan as Plan | undefined;
    if (fresh) {
      this.plan = fresh;
      this.enter('idle');
    } else {
      await this.start();
    }
  }

  private enter(state: IReview['state'], problem: Problem | null = null): void {
    this.state = state;
    this.problem = problem;
    if (!this.isDisposed) {
      this._changed.emit();
    }
  }

  private abort = new AbortController();
  /** The choices of the newest attempt at a plan. */
  private wanted: readonly Alternative[] = [];
  private readonly _changed = new Signal<PlanReview, void>(this);
}

function withChoices(
  request: PlanRequest,
  choices: readonly Alternative[]
): PlanRequest {
  return choices.reduce(
    (made, { layers }) => ({ ...made, layers: { ...made.layers, ...layers } }),
    request
  );
}
