import {
  act,
  cleanup,
  fireEvent,
  render,
  screen
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { ChangeRequest, Health, HealthProblem } from '../../src/api';
import { EnvironmentDetails } from '../../src/components/environmentDetails';
import { HealthSection } from '../../src/components/healthSection';
import { ILL } from '../../ui-tests/planSamples';
import { environment } from '../../ui-tests/samples';
import { ACTIONS, FILES, QUIET, SOURCE } from '../details';
import { trans } from '../words';

/** Show a state of health; gives what is asked to be repaired. */
function show(health: Health, kept = ''): ChangeRequest[] {
  const asked: ChangeRequest[] = [];
  render(
    <HealthSection
      name="analysis"
      health={{ state: 'ready', value: health }}
      kept={kept}
      fresh
      checking={false}
      onRepair={change => asked.push(change)}
      onCheck={() => undefined}
      trans={trans}
    />
  );
  return asked;
}

/** Show an open row whose health is looked at by `look`. */
function open(look: () => Promise<Health>): void {
  render(
    <EnvironmentDetails
      environment={environment()}
      actions={ACTIONS}
      source={{ ...SOURCE, health: look }}
      files={FILES}
      {...QUIET}
      trans={trans}
    />
  );
}

const pass = (seconds: number) =>
  act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

const problem = (part: Partial<HealthProblem>): HealthProblem => ({
  code: 'missing',
  severity: 'error',
  message: 'A file is missing.',
  hint: '',
  packages: [],
  details: {},
  repair: null,
  ...part
});

test('a healthy environment says how much was looked at', () => {
  show({ problems: [], deep: false });
  expect(screen.getByText('No problems found.')).toBeTruthy();
  show({ problems: [], deep: true });
  expect(screen.getByText(/all files are as they should be/)).toBeTruthy();
});

test('a problem is repaired by its own change', async () => {
  const asked = show(ILL);
  const [repair] = screen.getAllByRole('button', { name: /^Repair: numpy/ });
  await userEvent.click(repair);
  expect(asked).toEqual([{ reinstall: ['numpy'] }]);
});

test('a single repair needs no button for all of them', () => {
  show({ deep: false, problems: [problem({ repair: { reinstall: ['a'] } })] });
  expect(screen.queryByRole('button', { name: 'Repair all…' })).toBeNull();
});

test('what only a person can mend has no button', () => {
  show({ deep: false, problems: [problem({})] });
  expect(screen.queryByRole('button', { name: /Repair/ })).toBeNull();
});

test('many problems are shown on demand, and the keyboard goes on there', async () => {
  const problems = Array.from({ length: 40 }, (_, at) =>
    problem({ message: `File ${at} is missing.` })
  );
  show({ deep: true, problems });
  expect(screen.getAllByRole('listitem')).toHaveLength(5);
  await userEvent.click(screen.getByRole('button', { name: 'Show all 40' }));
  expect(screen.getAllByRole('listitem')).toHaveLength(40);
  expect(document.activeElement).toBe(screen.getByRole('list'));
});

test('where nothing may be changed there is the reason instead of repairs', () => {
  show(ILL, 'It is protected.');
  expect(screen.queryByRole('button', { name: /Repair/ })).toBeNull();
  expect(screen.getByText('It is protected.')).toBeTruthy();
});

describe('while a row is open', () => {
  const WELL: Health = { problems: [], deep: false };

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('what breaks meanwhile is told within seconds', async () => {
    let health = WELL;
    open(() => Promise.resolve(health));
    await pass(1);
    expect(screen.getByText('No problems found.')).toBeTruthy();
    health = ILL;
    await pass(15);
    expect(screen.queryByText('No problems found.')).toBeNull();
    expect(screen.getByText(/overwritten by pip/)).toBeTruthy();
  });

  test('whoever comes back to the window sees it at once', async () => {
    let health = WELL;
    open(() => Promise.resolve(health));
    await pass(1);
    health = ILL;
    fireEvent.focus(window);
    await pass(0);
    expect(screen.getByText(/overwritten by pip/)).toBeTruthy();
  });

  test('that all is well is not said for longer than it is known', async () => {
    let answer = Promise.resolve(WELL);
    open(() => answer);
    await pass(1);
    expect(screen.getByText('No problems found.')).toBeTruthy();
    answer = new Promise(() => undefined);
    await pass(16);
    expect(screen.queryByText('No problems found.')).toBeNull();
    expect(screen.getByText('Looking for problems…')).toBeTruthy();
  });

  test('problems stay where they are while they are looked for again', async () => {
    let answer = Promise.resolve(ILL);
    open(() => answer);
    await pass(1);
    const [first] = screen.getAllByRole('button', { name: /^Repair: / });
    answer = new Promise(() => undefined);
    await pass(60);
    expect(first.isConnected).toBe(true);
  });

  test('a folded row asks no more', async () => {
    let asked = 0;
    open(() => {
      asked += 1;
      return Promise.resolve(WELL);
    });
    await pass(1);
    cleanup();
    await pass(60);
    fireEvent.focus(window);
    await pass(1);
    expect(asked).toBe(1);
  });
});
