import type { Page, Request, Route, WebSocketRoute } from '@playwright/test';

import type {
  CreateRequest,
  Environment,
  EnvironmentEvent,
  Health,
  Job,
  Plan,
  PlanRequest,
  Problem,
  RemovedEnvironment,
  RestoreRequest,
  RevisionDiff,
  RevisionList,
  RunningKernel
} from '../src/api';
import { diff } from './historySamples';
import {
  CONFIG,
  ENVIRONMENTS,
  exported,
  FORMATS,
  HITS,
  job,
  PACKAGES,
  VERSIONS
} from './samples';
import { plan } from './planSamples';

const SCHEMAS = 'https://schema.jupyter.org/jupyter_envmgr';

/** A refusal: status and Problem, or a body that is none. */
interface IRefusal {
  status: number;
  body: Problem | object;
}

/** Stands in for our server extension within a page: REST and events. */
export class Stub {
  environments: Environment[] = [...ENVIRONMENTS];
  jobs: Job[] = [];
  /** What is wrong with each environment. */
  health: Health = { problems: [], deep: false };
  /** The states of each environment. */
  history: RevisionList = {
    environment: 'analysis',
    revisions: [],
    undo: null,
    size: 0
  };
  /** Compares two states. */
  differ: (revision: string, against: string | null) => RevisionDiff = (
    after,
    against
  ) => diff({ after, before: against ?? 'r4' });
  /** What was removed and can be brought back. */
  removed: RemovedEnvironment[] = [];
  /** The kernels, by the names of their kernelspecs, that are older than their environments. */
  outdated = new Set<string>();
  /** The plans that were made, by their ids. */
  readonly plans = new Map<string, Plan>();
  /** Makes a plan for a request. */
  planner: (request: PlanRequest) => Plan = request => plan({ request });
  /** How often the list of environments was read. */
  listings = 0;
  /** What was asked of it and changes something: `POST /environments`. */
  readonly calls: { call: string; body: unknown }[] = [];
  /** The doors that these came by. */
  readonly doors = new Set<string | undefined>();
  /** Answers that fail, by call: `GET /environments`. */
  readonly refusals = new Map<string, IRefusal>();
  /** Calls, or `events`, that are not answered before this resolves. */
  readonly gates = new Map<string, Promise<void>>();

  static async on(page: Page): Promise<Stub> {
    const stub = new Stub();
    await page.route(
      url => url.pathname.startsWith('/envmgr/'),
      route => stub.answer(route)
    );
    await page.routeWebSocket(/\/api\/events\/subscribe/, async socket => {
      await stub.gates.get('events');
      stub.sockets.add(socket);
      socket.onClose(() => stub.sockets.delete(socket));
    });
    return stub;
  }

  /** Push a job as the server does, and keep it for whoever asks. */
  push(changed: Job): void {
    this.jobs = [...this.jobs.filter(({ id }) => id !== changed.id), changed];
    this.emit('job', changed);
  }

  /** Tell of an environment that has changed. */
  announce(event: EnvironmentEvent): void {
    this.emit('environment', event);
  }

  /** Cut the events off. */
  async disconnect(): Promise<void> {
    await Promise.all([...this.sockets].map(socket => socket.close()));
    this.sockets.clear();
  }

  refuse(call: string, status: number, body: Problem | object): void {
    this.refusals.set(call, { status, body });
  }

  private emit(schema: string, data: object): void {
    const message = { schema_id: `${SCHEMAS}/${schema}/v1`, ...data };
    this.sockets.forEach(socket => socket.send(JSON.stringify(message)));
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request();
    const url = new URL(request.url());
    const path = url.pathname.slice('/envmgr'.length);
    const call = `${request.method()} ${path}`;
    await this.gates.get(call);
    const refusal = this.refusals.get(call);
    if (request.method() !== 'GET') {
      this.calls.push({ call, body: bodyOf(request) });
      this.doors.add(request.headers()['x-envmgr-door']);
    }
    if (refusal) {
      await route.fulfill({ status: refusal.status, json: refusal.body });
    } else if (call === 'GET /kernels') {
      await route.fulfill({ json: { kernels: await this.kernels(route) } });
    } else if (request.method() === 'GET') {
      await route.fulfill({ json: this.read(path, url.searchParams) });
    } else if (request.method() === 'DELETE' && path.includes('/revisions')) {
      await route.fulfill({ json: this.forget(path) });
    } else if (call === 'POST /plans') {
      const made = this.planner(bodyOf(request) as PlanRequest);
      this.plans.set(made.id, made);
      await route.fulfill({ json: made });
    } else {
      await route.fulfill({ status: 202, json: this.change(call, request) });
    }
  }

  private read(path: string, query: URLSearchParams): unknown {
    const [noun = '', name = '', part = '', id = ''] = path.slice(1).split('/');
    switch (id ? `one of ${part}` : part || (name ? `one of ${noun}` : noun)) {
      case 'environments':
        this.listings += 1;
        return { environments: this.environments };
      case 'one of environments': {
        const found = this.environments.find(each => each.name === name);
        return { ...found, size: 2_345_678_901 };
      }
      case 'packages':
        return { packages: PACKAGES };
      case 'export':
        return exported(query.get('variant'));
      case 'health':
        return this.health;
      case 'revisions':
        return { ...this.history, environment: name };
      case 'one of revisions':
        return this.differ(id, query.get('against'));
      case 'removed':
        return { environments: this.removed };
      case 'one of search':
        return { name, versions: VERSIONS };
      case 'search':
        return { packages: HITS };
      case 'jobs':
        return { jobs: this.jobs };
      case 'one of jobs':
        return this.jobs.find(({ id }) => id === name);
      case 'formats':
        return { formats: FORMATS };
      case 'config':
        return CONFIG;
      default:
        throw new Error(`the stub has no ${path}`);
    }
  }

  /** The kernels that this JupyterLab really runs, as long as some are outdated. */
  private async kernels(route: Route): Promise<RunningKernel[]> {
    if (this.outdated.size === 0) {
      return [];
    }
    const page = route.request().frame().page();
    const answer = await page.request.get('/api/kernels');
    const running = (await answer.json()) as { id: string; name: string }[];
    return running.map(({ id, name }) => ({
      id,
      name,
      environment: /^conda-env-(.*)-py$/.exec(name)?.[1] ?? name,
      started: '2026-11-21T07:00:00Z',
      outdated: this.outdated.has(name)
    }));
  }

  /** Delete what is kept of a state, or of all. */
  private forget(path: string): RevisionList {
    const [, name = '', , id] = path.slice(1).split('/');
    const revisions = this.history.revisions.map(each =>
      each.state === 'kept' && (id === undefined || each.id === id)
        ? { ...each, state: 'gone' as const, size: null }
        : each
    );
    const kept = revisions.filter(({ state }) => state === 'kept');
    const size = kept.reduce((sum, each) => sum + (each.size ?? 0), 0);
    const undo = kept[0]?.id ?? null;
    this.removed = this.removed.filter(each => each.name !== name);
    this.history = { ...this.history, revisions, size, undo };
    return this.history;
  }

  private change(call: string, request: Request): Job {
    const last = decodeURIComponent(call.split('/').at(-1) ?? '');
    if (call.startsWith('DELETE /jobs/')) {
      const cancelled = this.jobs.find(({ id }) => id === last);
      return { ...(cancelled ?? job()), state: 'cancelled' };
    }
    const started = this.start(call, last, request);
    this.jobs.push(started);
    return started;
  }

  private start(call: string, last: string, request: Request): Job {
    const [noun = '', name = ''] =
      call.split(' ')[1]?.slice(1).split('/') ?? [];
    const applied = noun === 'plans' ? this.plans.get(name) : undefined;
    if (applied) {
      const { action, environment, title } = applied;
      return job({ action, environment, title, state: 'queued' });
    }
    if (call.startsWith('DELETE')) {
      const title = `Remove ${last}`;
      return job({ action: 'remove', environment: last, title });
    }
    if (last === 'restore') {
      const { revision } = bodyOf(request) as RestoreRequest;
      const title = revision ? `Restore ${name}` : `Bring back ${name}`;
      return job({
        id: 'restore-1',
        action: 'restore',
        environment: name,
        title
      });
    }
    if (last === 'health') {
      const title = `Check ${name}`;
      return job({ id: 'check-1', action: 'check', environment: name, title });
    }
    return creation(bodyOf(request) as CreateRequest);
  }

  private readonly sockets = new Set<WebSocketRoute>();
}

function creation({ name, clone }: CreateRequest): Job {
  return job({
    action: clone ? 'clone' : 'create',
    environment: name,
    title: clone ? `Clone ${clone} as ${name}` : `Create ${name}`,
    state: 'queued'
  });
}

function bodyOf(request: Request): unknown {
  return request.postData() ? (request.postDataJSON() as unknown) : null;
}
