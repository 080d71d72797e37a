import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import { CurrentEnvironment } from '../../src/components/currentEnvironment';
import type { INotebookKernel } from '../../src/tokens';
import { environment } from '../../ui-tests/samples';
import { trans } from '../words';

const PYTHON: INotebookKernel = {
  state: 'running',
  id: 'k1',
  name: 'python3',
  displayName: 'Python 3 (ipykernel)',
  environment: null,
  prefix: null
};

function show(
  path: string | null,
  kernel: INotebookKernel | null,
  found = false,
  onRestart: ((name: string) => void) | null = null
): string {
  render(
    <CurrentEnvironment
      path={path}
      kernel={kernel}
      environment={found ? environment() : null}
      outdated={onRestart !== null}
      trans={trans}
      onShow={() => undefined}
      onRestart={name => onRestart?.(name)}
    />
  );
  const region = screen.getByRole('region', { name: 'Current notebook' });
  return region.textContent;
}

test('without a notebook there is one quiet line', () => {
  expect(show(null, null)).toBe('No notebook open');
});

test('a notebook without a kernel says so', () => {
  expect(show('work/a.ipynb', { ...PYTHON, state: 'none', name: null })).toBe(
    'a.ipynb has no kernel'
  );
});

test('a kernel that is in no environment is shown by its own name', () => {
  expect(show('a.ipynb', PYTHON)).toBe(
    'a.ipynb runs inPython 3 (ipykernel)This kernel is not from a conda environment.'
  );
});

test('a kernel of an environment not known yet is not said to be from none', () => {
  expect(show('a.ipynb', { ...PYTHON, environment: 'geo' })).not.toContain(
    'not from'
  );
});

test('a notebook whose session is on its way is said to connect', () => {
  const kernel: INotebookKernel = {
    ...PYTHON,
    state: 'connecting',
    name: null
  };
  expect(show('a.ipynb', kernel)).toBe('a.ipynbConnecting…');
});

test('an environment that was removed under a notebook is named', () => {
  const kernel: INotebookKernel = { ...PYTHON, state: 'removed' };
  expect(show('a.ipynb', { ...kernel, name: 'conda-env-my-geo-py' })).toBe(
    'a.ipynb ran inmy-geoIts environment was removed. Choose another kernel.'
  );
});

test('a kernel of another kind that was removed is called by its name', () => {
  const kernel: INotebookKernel = {
    ...PYTHON,
    state: 'removed',
    name: 'julia'
  };
  expect(show('a.ipynb', kernel)).toContain('juliaIts kernel was removed.');
});

test('an environment is shown with what is in it', () => {
  expect(show('a.ipynb', PYTHON, true)).toBe(
    'a.ipynb runs inanalysisPython 3.12.4 · 123 conda · 4 pip'
  );
});

test('a kernel that is older than its environment says so, and can be restarted', async () => {
  const asked: string[] = [];
  const text = show('a.ipynb', PYTHON, true, name => asked.push(name));
  expect(text).toContain('older than its environment');
  await userEvent.click(
    screen.getByRole('button', { name: 'Restart kernel…' })
  );
  expect(asked).toEqual(['analysis']);
});
