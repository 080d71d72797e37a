import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { ChangeRequest, Health, HealthProblem } from '../../src/api';
import { HealthSection } from '../../src/components/healthSection';
import { ILL } from '../../ui-tests/planSamples';
import { trans } from '../words';

/** Show a state of health; gives what is asked to be repaired. */
function show(health: Health, kept = ''): ChangeRequest[] {
  const asked: ChangeRequest[] = [];
  render(
    <HealthSection
      name="analysis"
      health={{ state: 'ready', value: health }}
      kept={kept}
      checking={false}
      onRepair={change => asked.push(change)}
      onCheck={() => undefined}
      trans={trans}
    />
  );
  return asked;
}

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
