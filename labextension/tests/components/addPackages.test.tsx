import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { ChangeRequest } from '../../src/api';
import { AddPackages } from '../../src/components/addPackages';
import { trans } from '../words';

/** Paste a text and ask for it; gives what is asked of the server. */
async function add(text: string): Promise<ChangeRequest[]> {
  const asked: ChangeRequest[] = [];
  render(
    <AddPackages
      name="analysis"
      search={() => Promise.resolve([])}
      onChange={change => Promise.resolve(asked.push(change) > 0)}
      trans={trans}
    >
      {null}
    </AddPackages>
  );
  await userEvent.click(screen.getByRole('combobox'));
  await userEvent.paste(text);
  await userEvent.click(screen.getByRole('button', { name: 'Add…' }));
  return asked;
}

test('a pasted command line asks for its packages alone', async () => {
  expect(await add('!pip install torch "numpy >=2"')).toEqual([
    { install: ['torch', 'numpy >=2'] }
  ]);
});

test('an option is told at once, and nothing is asked for', async () => {
  expect(await add('conda install -c conda-forge pandas')).toEqual([]);
  expect(screen.getByText(/^“-c” is an option.* conda-forge::/)).toBeTruthy();
});

test('an editable folder is left to the server', async () => {
  expect(await add('"-e ./mine"')).toEqual([{ install: ['-e ./mine'] }]);
});
