import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Environment, Job } from '../src/api';
import { changesElsewhere } from '../src/elsewhere';
import { Freshness } from '../src/freshness';
import type { IEnvironmentModel } from '../src/tokens';
import { environment, job } from '../ui-tests/samples';

/** A model that counts how often it was read again, and says so as the real one does. */
class FakeModel {
  environments: Environment[] = [environment()];
  jobs: Job[] = [];
  readings = 0;
  readonly changed = new Signal<IEnvironmentModel, void>(
    this as unknown as IEnvironmentModel
  );
  refresh(): Promise<void> {
    this.readings += 1;
    this.changed.emit();
    return Promise.resolve();
  }
}

let model: FakeModel;
let freshness: Freshness;

beforeEach(() => {
  vi.useFakeTimers();
  model = new FakeModel();
  freshness = new Freshness(model);
});

afterEach(() => {
  freshness.dispose();
  vi.useRealTimers();
});

test('whoever comes back to the window sees what a terminal did', () => {
  window.dispatchEvent(new Event('focus'));
  expect(model.readings).toBe(1);
});

test('while another program changes an environment, the list is read until it is done', () => {
  model.environments = [environment({ state: 'changing' })];
  model.changed.emit();
  model.changed.emit();
  vi.advanceTimersByTime(10_000);
  expect(model.readings).toBe(3);
  model.environments = [environment()];
  vi.advanceTimersByTime(60_000);
  expect(model.readings).toBe(4);
});

test('changes of our own are told by events, and need no reading', () => {
  model.environments = [environment({ state: 'changing' })];
  model.jobs = [job({ action: 'change', environment: 'analysis' })];
  model.changed.emit();
  vi.advanceTimersByTime(60_000);
  expect(model.readings).toBe(0);
});

test('after its disposal it reads no more', () => {
  model.environments = [environment({ state: 'changing' })];
  model.changed.emit();
  freshness.dispose();
  window.dispatchEvent(new Event('focus'));
  vi.advanceTimersByTime(60_000);
  expect(model.readings).toBe(0);
});

test.each([
  ['an ended job', job({ environment: 'analysis', state: 'done' }), true],
  ['a job of another environment', job({ environment: 'geo' }), true],
  ['a rename, which is at two names', job({ action: 'rename' }), false]
])('beside %s, somebody else changes it: %#', (_, other, expected) => {
  const changing = environment({ state: 'changing' });
  expect(changesElsewhere(changing, [other])).toBe(expected);
});
