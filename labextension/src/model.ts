import { Signal, type ISignal } from '@lumino/signaling';

import type {
  Config,
  CreateRequest,
  Environment,
  Export,
  Format,
  Health,
  Job,
  Package,
  PackageVersion,
  Plan,
  PlanRequest,
  Problem,
  RemovedEnvironment,
  RevisionDiff,
  RevisionList,
  RunningKernel,
  SearchHit
} from './api';
import type { Client } from './client';
import { toCreation } from './draft';
import type { IEvents } from './events';
import { Jobs } from './jobs';
import { problemOf } from './request';
import type { IEnvironmentModel } from './tokens';

/** The state of the panel, kept up to date by the server's events. */
export class EnvironmentModel implements IEnvironmentModel {
  constructor(
    private readonly client: Client,
    private readonly events: IEvents,
    storage: Pick<Storage, 'getItem' | 'setItem'>
  ) {
    this.known = new Jobs(storage);
    events.opened.connect(this.onOpened, this);
    events.closed.connect(this.onClosed, this);
    events.job.connect(this.onJob, this);
    events.environment.connect(this.onEnvironment, this);
  }

  environments: readonly Environment[] = [];
  removed: readonly RemovedEnvironment[] = [];
  formats: readonly Format[] = [];
  config: Config | null = null;
  status: 'loading' | 'ready' | 'failed' = 'loading';
  problem: Problem | null = null;
  live = true;
  isDisposed = false;
  readonly search = (text: string): Promise<SearchHit[]> =>
    this.client.search(text);

  get jobs(): readonly Job[] {
    return this.known.visible;
  }

  get changed(): ISignal<IEnvironmentModel, void> {
    return this._changed;
  }

  get jobEnded(): ISignal<IEnvironmentModel, Job> {
    return this._jobEnded;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    this.events.opened.disconnect(this.onOpened, this);
    this.events.closed.disconnect(this.onClosed, this);
    this.events.job.disconnect(this.onJob, this);
    this.events.environment.disconnect(this.onEnvironment, this);
    Signal.clearData(this);
  }

  /** Reads everything again; calls that come while one is on its way share one more after it. */
  refresh(): Promise<void> {
    if (!this.reading) {
      this.reading = this.read().finally(() => {
        this.reading = null;
        this.next = null;
      });
      return this.reading;
    }
    this.next ??= this.reading.then(() => this.refresh());
    return this.next;
  }

  async create(body: CreateRequest): Promise<Job> {
    const job = await this.client.create(body);
    this.requests.set(job.id, body);
    return this.started(job);
  }

  async remove(name: string): Promise<Job> {
    return this.started(await this.client.remove(name));
  }

  async cancel(id: string): Promise<void> {
    this.take(await this.client.cancel(id));
  }

  dismiss(id: string): void {
    this.known.dismiss(id);
    this.requests.delete(id);
    this.changes.delete(id);
    this._changed.emit();
  }

  requestOf(id: string): CreateRequest | null {
    return this.requests.get(id) ?? null;
  }

  changeOf(id: string): PlanRequest | null {
    return this.changes.get(id) ?? null;
  }

  plan(body: PlanRequest, signal?: AbortSignal): Promise<Plan> {
    return this.client.plan(body, signal);
  }

  async apply({ id, action, request }: Plan): Promise<Job> {
    const job = await this.client.apply(id);
    if (action === 'create') {
      this.requests.set(job.id, toCreation(request));
    } else {
      this.changes.set(job.id, request);
    }
    return this.started(job);
  }

  health(name: string): Promise<Health> {
    return this.client.health(name);
  }

  async checkFiles(name: string): Promise<Job> {
    return this.started(await this.client.checkFiles(name));
  }

  revisions(name: string): Promise<RevisionList> {
    return this.client.revisions(name);
  }

  diff(
    name: string,
    revision: string,
    against?: string
  ): Promise<RevisionDiff> {
    return this.client.diff(name, revision, against);
  }

  async restore(
    name: string,
    revision: string | null,
    left?: string
  ): Promise<Job> {
    const job = await this.client.restore(name, { revision });
    if (left !== undefined) {
      this.left.set(job.id, left);
    }
    return this.started(job);
  }

  leftBy(id: string): string | null {
    return this.left.get(id) ?? null;
  }

  async forget(name: string, revision: string | null): Promise<RevisionList> {
    const rest = await this.client.forget(name, revision);
    void this.refresh(); // sizes, and what was removed
    return rest;
  }

  kernels(): Promise<RunningKernel[]> {
    return this.client.kernels();
  }

  versions(name: string): Promise<PackageVersion[]> {
    return this.client.versions(name);
  }

  async reloadJob(id: string): Promise<void> {
    this.take(await this.client.job(id));
  }

  measure(name: string): Promise<Environment> {
    return this.client.environment(name);
  }

  packages(name: string): Promise<Package[]> {
    return this.client.packages(name);
  }

  export(name: string, format: string, variant?: string): Promise<Export> {
    return this.client.export(name, format, variant);
  }

  private async read(): Promise<void> {
    const before = this.known.ids;
    // The list is not held up by what is beside it.
    const removed = this.client.removed().catch(() => this.removed);
    let ended: Job[] = [];
    try {
      const [environments, jobs] = await Promise.all([
        this.client.environments(),
        this.client.jobs(),
        this.readOnce()
      ]);
      this.environments = environments;
      ended = this.known.load(jobs, before);
      this.status = 'ready';
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
      this.status = this.status === 'ready' ? 'ready' : 'failed';
    }
    if (!this.isDisposed) {
      this._changed.emit();
    }
    this.removed = await removed;
    if (!this.isDisposed) {
      this._changed.emit();
      ended.forEach(job => this._jobEnded.emit(job));
    }
  }

  /** What does not change while the server runs. */
  private async readOnce(): Promise<void> {
    if (!this.config) {
      const [formats, config] = await Promise.all([
        this.client.formats(),
        this.client.config()
      ]);
      this.formats = formats;
      this.config = config;
    }
  }

  private started(job: Job): Job {
    this.take(job);
    return job;
  }

  private take(job: Job): void {
    const news = this.known.update(job);
    this._changed.emit();
    switch (news) {
      case 'begun': // its environment is changing now
        void this.refresh();
        break;
      case 'ended':
        void this.announce(job);
        break;
      case 'progress':
    }
  }

  /** Says that a job has ended once the list shows it. */
  private async announce(job: Job): Promise<void> {
    await this.refresh();
    if (!this.isDisposed) {
      this._jobEnded.emit(job);
    }
  }

  private onOpened(): void {
    this.live = true;
    void this.refresh();
  }

  private onClosed(): void {
    this.live = false;
    this._changed.emit();
  }

  private onJob(_: IEvents, job: Job): void {
    this.take(job);
  }

  private onEnvironment(): void {
    void this.refresh();
  }

  private readonly known: Jobs;
  private readonly requests = new Map<string, CreateRequest>();
  private readonly changes = new Map<string, PlanRequest>();
  /** The states that restores have left, by the jobs' ids. */
  private readonly left = new Map<string, string>();
  private reading: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private readonly _changed = new Signal<IEnvironmentModel, void>(this);
  private readonly _jobEnded = new Signal<IEnvironmentModel, Job>(this);
}
