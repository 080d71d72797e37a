import { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type {
  Environment,
  EnvironmentEvent,
  Job,
  PlanRequest,
  RemovedEnvironment
} from '../src/api';
import { Client } from '../src/client';
import type { IEvents } from '../src/events';
import { EnvironmentModel } from '../src/model';
import type { Send } from '../src/request';
import { HISTORY, REMOVED } from '../ui-tests/historySamples';
import { plan } from '../ui-tests/planSamples';
import {
  CONFIG,
  environment,
  FORMATS,
  job,
  VERSIONS
} from '../ui-tests/samples';

/** Events that a test sends. */
class FakeEvents implements IEvents {
  readonly opened: Signal<IEvents, void> = new Signal(this);
  readonly closed: Signal<IEvents, void> = new Signal(this);
  readonly job: Signal<IEvents, Job> = new Signal(this);
  readonly environment: Signal<IEvents, EnvironmentEvent> = new Signal(this);
  isDisposed = false;
  dispose(): void {
    this.isDisposed = true;
  }
}

/** A server with a list and jobs, which counts how often the list is read. */
class FakeServer {
  environments: Environment[] = [environment()];
  jobs: Job[] = [];
  removed: RemovedEnvironment[] = [];
  /** The doors of the requests that change something. */
  readonly doors = new Set<string | null>();
  /** The ends of the addresses that were asked for. */
  readonly asked: string[] = [];
  listings = 0;
  down = false;
  /** The path that is answered by an error. */
  refused = '';

  readonly send: Send = (url, init) => {
    if (this.down) {
      return Promise.reject(new TypeError('down'));
    }
    const { pathname, search } = new URL(url);
    const path = pathname.split('/envmgr/')[1];
    this.asked.push(`${init.method ?? 'GET'} ${path}${search}`);
    if (init.method) {
      this.doors.add(new Headers(init.headers).get('X-Envmgr-Door'));
    }
    this.listings += path === 'environments' && !init.method ? 1 : 0;
    return Promise.resolve(
      path === this.refused
        ? new Response('{}', { status: 500 })
        : new Response(JSON.stringify(this.answer(path, init)))
    );
  };

  private answer(path: string | undefined, init: RequestInit): unknown {
    switch (`${init.method ?? 'GET'} ${path}`) {
      case 'GET environments':
        return { environments: this.environments };
      case 'GET jobs':
        return { jobs: this.jobs };
      case 'GET formats':
        return { formats: FORMATS };
      case 'GET config':
        return CONFIG;
      case 'POST plans':
        return plan({
          request: JSON.parse(init.body as string) as PlanRequest
        });
      case 'POST plans/plan-1/apply':
        return job({ id: 'applied', state: 'queued' });
      case 'GET environments/analysis/health':
        return { problems: [], deep: true };
      case 'POST environments/analysis/health':
        return job({ id: 'check', action: 'check', state: 'queued' });
      case 'GET removed':
        return { environments: this.removed };
      case 'GET kernels':
        return { kernels: [] };
      case 'GET environments/analysis/revisions':
      case 'DELETE environments/analysis/revisions':
      case 'DELETE environments/analysis/revisions/r2':
        return HISTORY;
      case 'POST environments/analysis/restore':
        return job({ id: 'restore', action: 'restore', state: 'queued' });
      case 'GET search/numpy':
        return { name: 'numpy', versions: VERSIONS };
      case 'POST environments':
        return job({ state: 'queued' });
      default:
        return job({ state: 'cancelled' });
    }
  }
}

let events: FakeEvents;
let server: FakeServer;
let model: EnvironmentModel;

beforeEach(() => {
  window.localStorage.clear();
  events = new FakeEvents();
  server = new FakeServer();
  const client = new Client(ServerConnection.makeSettings(), server.send);
  model = new EnvironmentModel(client, events, window.localStorage);
});

afterEach(() => model.dispose());

/** The next job that is said to have ended. */
function nextEnd(): Promise<Job> {
  return new Promise(resolve => {
    model.jobEnded.connect((_, ended) => resolve(ended));
  });
}

test('a refresh reads environments, jobs, formats and configuration', async () => {
  server.jobs = [job()];
  await model.refresh();
  expect(model.status).toBe('ready');
  expect(model.environments).toEqual([environment()]);
  expect(model.jobs).toEqual([job()]);
  expect(model.formats).toEqual(FORMATS);
  expect(model.config).toEqual(CONFIG);
});

test('a first refresh that fails says why, and a later one mends it', async () => {
  server.down = true;
  await model.refresh();
  expect(model.status).toBe('failed');
  expect(model.problem?.code).toBe('offline');
  server.down = false;
  await model.refresh();
  expect(model.status).toBe('ready');
  expect(model.problem).toBeNull();
});

test('what was read stays when a later refresh fails', async () => {
  await model.refresh();
  server.down = true;
  await model.refresh();
  expect(model.status).toBe('ready');
  expect(model.problem?.code).toBe('offline');
  expect(model.environments).toHaveLength(1);
});

test('refreshes that come at once share one more', async () => {
  await Promise.all([
    model.refresh(),
    model.refresh(),
    model.refresh(),
    model.refresh()
  ]);
  expect(server.listings).toBe(2);
});

test('events that open bring the list up to date, and say that they are back', async () => {
  events.closed.emit();
  expect(model.live).toBe(false);
  events.opened.emit();
  await model.refresh();
  expect(model.live).toBe(true);
  expect(model.environments).toHaveLength(1);
});

test('a job that ends is told when the list shows what it did', async () => {
  await model.refresh();
  events.job.emit(job());
  server.environments = [environment(), environment({ name: 'fresh' })];
  const end = nextEnd();
  events.job.emit(job({ state: 'done' }));
  expect((await end).state).toBe('done');
  expect(model.environments.map(({ name }) => name)).toContain('fresh');
  expect(model.jobs).toEqual([]);
});

test('a creation can be tried again with what was sent', async () => {
  const body = { name: 'fresh', packages: ['numpy'] };
  const { id } = await model.create(body);
  expect(model.jobs.map(({ state }) => state)).toEqual(['queued']);
  expect(model.requestOf(id)).toEqual(body);
  model.dismiss(id);
  expect(model.requestOf(id)).toBeNull();
});

test('a change that was applied can be tried again with what was planned', async () => {
  const request = { environment: 'analysis', install: ['numpy'] };
  const { id } = await model.apply(await model.plan(request));
  expect(model.jobs.map(each => each.id)).toEqual(['applied']);
  expect(model.changeOf(id)).toEqual(request);
  expect(model.requestOf(id)).toBeNull();
  model.dismiss(id);
  expect(model.changeOf(id)).toBeNull();
});

test('a creation that was applied can be put into the form again', async () => {
  const request = { environment: 'fresh', packages: ['numpy'], kernel: false };
  const { id } = await model.apply(plan({ action: 'create', request }));
  expect(model.changeOf(id)).toBeNull();
  expect(model.requestOf(id)).toMatchObject({
    name: 'fresh',
    packages: ['numpy'],
    kernel: false
  });
});

test('health is read, and checked in a job', async () => {
  expect(await model.health('analysis')).toEqual({ problems: [], deep: true });
  await model.checkFiles('analysis');
  expect(model.jobs.map(({ action }) => action)).toEqual(['check']);
});

test('what was removed is there before the end of a removal is told', async () => {
  await model.refresh();
  const removal = job({ id: 'gone', action: 'remove' });
  events.job.emit(removal);
  server.removed = REMOVED;
  const end = nextEnd();
  events.job.emit({ ...removal, state: 'done' });
  await end;
  expect(model.removed).toEqual(REMOVED);
});

test('the list does not fail with what is beside it', async () => {
  server.removed = REMOVED;
  await model.refresh();
  server.refused = 'removed';
  await model.refresh();
  expect(model.problem).toBeNull();
  expect(model.removed).toEqual(REMOVED);
});

test('a restore remembers the state that it has left', async () => {
  const { id } = await model.restore('analysis', 'r2', 'r4');
  expect(model.jobs.map(({ action }) => action)).toEqual(['restore']);
  expect(model.leftBy(id)).toBe('r4');
  expect(model.leftBy('another')).toBeNull();
});

test('states are compared and deleted by their addresses', async () => {
  await model.diff('analysis', 'r2');
  await model.diff('analysis', 'r2', 'r 1');
  await model.forget('analysis', 'r2');
  await model.forget('analysis', null);
  expect(server.asked.filter(each => each.includes('revisions'))).toEqual([
    'GET environments/analysis/revisions/r2',
    'GET environments/analysis/revisions/r2?against=r+1',
    'DELETE environments/analysis/revisions/r2',
    'DELETE environments/analysis/revisions'
  ]);
});

test('what changes something says that it comes from the panel', async () => {
  await model.create({ name: 'fresh' });
  await model.remove('analysis');
  await model.restore('analysis', null);
  expect([...server.doors]).toEqual(['panel']);
});

test('versions of a package are those of the channels', async () => {
  expect(await model.versions('numpy')).toEqual(VERSIONS);
});

test('a cancelled job disappears', async () => {
  events.job.emit(job());
  expect(model.jobs).toHaveLength(1);
  await model.cancel('job-1');
  expect(model.jobs).toEqual([]);
});

test('after its disposal it hears no events', () => {
  model.dispose();
  events.job.emit(job());
  expect(model.jobs).toEqual([]);
});
