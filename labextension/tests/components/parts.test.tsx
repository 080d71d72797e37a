import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { Environment } from '../../src/api';
import { EnvironmentDetails } from '../../src/components/environmentDetails';
import { EnvironmentList } from '../../src/components/environmentList';
import { JobCard } from '../../src/components/jobCard';
import { PackageTable } from '../../src/components/packageTable';
import { ProblemAlert } from '../../src/components/problemAlert';
import { SaveButton } from '../../src/components/saveButton';
import { environment, job, PACKAGES } from '../../ui-tests/samples';
import { ACTIONS, FILES, QUIET, SOURCE } from '../details';
import { trans } from '../words';

const PROBLEM = {
  code: 'unsolvable',
  message: 'No set of packages fits.',
  hint: 'Loosen a version.',
  details: {
    conflicts: ['a needs b', 'c needs d'],
    tries: 2,
    near: { pandsa: ['pandas', 'panda'] }
  }
};

test('a problem shows message, hint and each detail', () => {
  render(<ProblemAlert problem={PROBLEM} trans={trans} />);
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('No set of packages fits.');
  expect(alert.textContent).toContain('Loosen a version.');
  expect(alert.textContent).toContain('a needs b\nc needs d');
  expect(alert.textContent).toContain('tries2');
  expect(alert.textContent).toContain('pandsa: pandas, panda');
});

test('a long table has rows for the eye only where it looks', () => {
  const long = Array.from({ length: 5000 }, (_, at) => ({
    ...PACKAGES[0],
    name: `package-${at}`
  }));
  render(
    <PackageTable
      caption="Packages"
      packages={long}
      selection={null}
      trans={trans}
    />
  );
  const table = screen.getByRole('table');
  expect(table.getAttribute('aria-rowcount')).toBe('5001');
  expect(within(table).getAllByRole('row').length).toBeLessThan(100);
});

test('an environment without packages says so', () => {
  render(
    <PackageTable
      caption="Packages"
      packages={[]}
      selection={null}
      trans={trans}
    />
  );
  expect(screen.getByText('No packages.')).toBeTruthy();
});

test('a filter without hits names what was looked for', async () => {
  render(
    <EnvironmentList
      environments={[environment()]}
      revealed={null}
      trans={trans}
      renderRow={({ name }: Environment) => <li key={name}>{name}</li>}
    />
  );
  await userEvent.type(screen.getByRole('searchbox'), 'zzz');
  expect(screen.getByRole('status').textContent).toContain('“zzz”');
});

test('an action that is not possible says why, and does nothing', async () => {
  const asked: string[] = [];
  const ask = (name: string) => asked.push(name);
  const base = environment({ name: 'base', kind: 'base', protected: true });
  render(
    <EnvironmentDetails
      environment={base}
      actions={{ ...ACTIONS, clone: ask, rename: ask, remove: ask }}
      source={{ ...SOURCE, packages: () => Promise.resolve([]) }}
      files={FILES}
      {...QUIET}
      trans={trans}
    />
  );
  await screen.findByText('No packages.');
  const remove = screen.getByRole('button', { name: 'Remove…' });
  expect(remove.title).toContain('cannot be removed');
  await userEvent.click(remove);
  expect(asked).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Clone…' }));
  expect(asked).toEqual(['base']);
});

test('packages that cannot be read are a problem of the row alone', async () => {
  render(
    <EnvironmentDetails
      environment={environment()}
      actions={ACTIONS}
      source={{
        ...SOURCE,
        measure: () => Promise.reject(new Error('no')),
        packages: () => Promise.reject(new Error('no'))
      }}
      files={FILES}
      {...QUIET}
      trans={trans}
    />
  );
  expect((await screen.findByRole('alert')).textContent).toContain(
    'The server could not answer.'
  );
  expect(screen.getByText('Unknown')).toBeTruthy();
});

test('a job that failed can be tried again only where we know how', () => {
  const failed = job({ state: 'failed', problem: PROBLEM });
  const actions = {
    cancel: () => undefined,
    dismiss: () => undefined,
    reload: () => undefined,
    retry: null
  };
  const { rerender } = render(
    <JobCard job={failed} actions={actions} trans={trans} />
  );
  expect(screen.queryByRole('button', { name: 'Try again…' })).toBeNull();
  const retry = () => undefined;
  rerender(
    <JobCard job={failed} actions={{ ...actions, retry }} trans={trans} />
  );
  expect(screen.getByRole('button', { name: 'Try again…' })).toBeTruthy();
});

test('an existing file is replaced only after a second word', async () => {
  const saves: boolean[] = [];
  const said: string[] = [];
  render(
    <SaveButton
      label="Save"
      filename="a.yml"
      path="work/a.yml"
      saved="Saved as work/a.yml."
      say={sentence => said.push(sentence)}
      trans={trans}
      save={overwrite => {
        saves.push(overwrite);
        return Promise.resolve(overwrite);
      }}
    />
  );
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await userEvent.click(
    await screen.findByRole('button', { name: 'Keep the old one' })
  );
  expect(saves).toEqual([false]);
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await userEvent.click(
    await screen.findByRole('button', { name: 'Replace it' })
  );
  expect(saves).toEqual([false, false, true]);
  await screen.findByRole('button', { name: 'Save' });
  expect(said.at(-1)).toBe('Saved as work/a.yml.');
});
