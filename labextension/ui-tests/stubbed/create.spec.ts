import type { Page } from '@playwright/test';

import { expect, test, type Lab } from '../lab';
import { job } from '../samples';

async function openForm(lab: Lab): Promise<void> {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  await lab.panel.getByRole('button', { name: 'New environment' }).click();
}

test('a name is checked as it is typed', async ({ stub, lab }) => {
  await openForm(lab);
  const name = lab.panel.getByLabel('Name');
  const claims = {
    'my env': 'Use letters, digits',
    'a/b': 'Use letters, digits',
    né: 'Use letters, digits',
    '-x': 'Begin with a letter or a digit',
    base: 'reserved by conda',
    analysis: 'There is an environment of this name already',
    ['a'.repeat(101)]: 'at most 100 characters'
  };
  for (const [value, sentence] of Object.entries(claims)) {
    await name.fill(value);
    await expect(name).toHaveAccessibleDescription(new RegExp(sentence));
    await expect(name).toHaveAttribute('aria-invalid', 'true');
  }
  await lab.panel.getByRole('button', { name: 'Create' }).click();
  expect(stub.calls).toEqual([]);
  await name.fill('fine-1.0_x');
  await expect(name).not.toHaveAttribute('aria-invalid');
});

test('what is typed is sent as packages, versions kept together', async ({
  stub,
  lab
}) => {
  await openForm(lab);
  await lab.panel.getByLabel('Name').fill('fresh');
  await lab.panel
    .getByLabel('Packages', { exact: true })
    .fill('python=3.12, pandas "numpy >=1.26,<2" scipy>=1,<2');
  await lab.panel.getByText('pip packages and channels').click();
  await lab.panel.getByLabel('pip packages').fill('tinytool==0.3');
  await lab.panel.getByLabel('Channels').fill('conda-forge bioconda');
  await lab.panel.getByLabel('Use it in notebooks').uncheck();
  await lab.panel.getByRole('button', { name: 'Create' }).click();
  await expect(lab.job('Create fresh')).toBeVisible();
  expect(stub.calls).toEqual([
    {
      call: 'POST /environments',
      body: {
        name: 'fresh',
        packages: ['python=3.12', 'pandas', 'numpy >=1.26,<2', 'scipy>=1,<2'],
        pip: ['tinytool==0.3'],
        channels: ['conda-forge', 'bioconda'],
        kernel: false
      }
    }
  ]);
});

test('a quote that is not closed is named before anything is sent', async ({
  stub,
  lab
}) => {
  await openForm(lab);
  await lab.panel.getByLabel('Name').fill('fresh');
  const packages = lab.panel.getByLabel('Packages', { exact: true });
  await packages.fill('"numpy >=1.26');
  await expect(packages).toHaveAccessibleDescription(/not closed/);
  await lab.panel.getByRole('button', { name: 'Create' }).click();
  expect(stub.calls).toEqual([]);
});

test('a refusal stands in the form, which keeps what was typed', async ({
  stub,
  lab
}) => {
  stub.refuse('POST /environments', 400, {
    code: 'bad-spec',
    message: '“panda s==” is not a package specification.',
    hint: 'Write a package as name, name=1.2 or name>=1.2,<2.',
    details: { spec: 'panda s==' }
  });
  await openForm(lab);
  await lab.panel.getByLabel('Name').fill('fresh');
  await lab.panel.getByRole('button', { name: 'Create' }).click();
  const alert = lab.panel.getByRole('alert');
  await expect(alert).toContainText('is not a package specification');
  await expect(alert).toContainText('name>=1.2,<2');
  await expect(lab.panel.getByLabel('Name')).toHaveValue('fresh');
});

test('suggestions complete the name under the cursor by keyboard', async ({
  stub,
  lab
}) => {
  expect(stub.calls).toEqual([]);
  await openForm(lab);
  const packages = lab.panel.getByLabel('Packages', { exact: true });
  await packages.fill('');
  await packages.pressSequentially('python=3.12 pan');
  await expect(lab.panel.getByRole('option')).toHaveCount(2);
  await expect(packages).toHaveAttribute('aria-expanded', 'true');
  await packages.press('ArrowDown');
  await packages.press('ArrowDown');
  await packages.press('Enter');
  await expect(packages).toHaveValue('python=3.12 pandas-stubs ');
  await expect(packages).toHaveAttribute('aria-expanded', 'false');
});

test('a chosen file fills the form and is sent as it is', async ({
  stub,
  lab
}) => {
  await openForm(lab);
  const text = 'name: climate\ndependencies:\n  - xarray\n';
  await lab.panel
    .getByLabel('Use a file…')
    .last()
    .setInputFiles({
      name: 'climate.yml',
      mimeType: 'text/yaml',
      buffer: Buffer.from(text)
    });
  await expect(lab.panel.getByLabel('Name')).toHaveValue('climate');
  await expect(
    lab.panel.getByRole('region', { name: 'Content of climate.yml' })
  ).toContainText('xarray');
  await lab.panel.getByRole('button', { name: 'Create' }).click();
  await expect(lab.job('Create climate')).toBeVisible();
  expect(stub.calls[0]?.body).toEqual({
    name: 'climate',
    kernel: true,
    file: { name: 'climate.yml', text, folder: null }
  });
});

test('a file that is too large is refused in words', async ({ stub, lab }) => {
  await openForm(lab);
  await lab.panel
    .getByLabel('Use a file…')
    .last()
    .setInputFiles({
      name: 'huge.yml',
      mimeType: 'text/yaml',
      buffer: Buffer.alloc(1024 * 1024 + 1, 'x')
    });
  await expect(lab.panel.getByRole('alert')).toContainText(
    'huge.yml is larger than 1 MiB'
  );
  expect(stub.calls).toEqual([]);
});

test('a file that is dropped onto the panel opens the form', async ({
  stub,
  lab
}) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  await drop(lab.page, 'dropped.yml', 'name: dropped\ndependencies: [numpy]\n');
  await expect(lab.panel.getByLabel('Name')).toHaveValue('dropped');
  await expect(lab.panel.getByText('dropped.yml')).toBeVisible();
  expect(stub.calls).toEqual([]);
});

test('an environment is created with the keyboard alone', async ({
  stub,
  lab
}) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  const { keyboard } = lab.page;
  await lab.page.getByRole('tab', { name: 'Environments' }).focus();
  await tabTo(lab, 'New environment');
  await keyboard.press('Enter');
  await expect(lab.panel.getByLabel('Name')).toBeFocused();
  await keyboard.type('typed');
  await keyboard.press('Tab');
  await expect(lab.panel.getByLabel('Packages', { exact: true })).toBeFocused();
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('python=3.12 scipy');
  await keyboard.press('Enter');
  await expect(lab.job('Create typed')).toBeVisible();
  await expect(
    lab.panel.getByRole('button', { name: 'New environment' })
  ).toBeFocused();
  expect(stub.calls[0]?.body).toMatchObject({
    name: 'typed',
    packages: ['python=3.12', 'scipy']
  });
});

test('Escape leaves the form, and the focus goes back to its button', async ({
  stub,
  lab
}) => {
  await openForm(lab);
  await expect(lab.panel.getByLabel('Name')).toBeFocused();
  await lab.page.keyboard.press('Escape');
  await expect(
    lab.panel.getByRole('button', { name: 'New environment' })
  ).toBeFocused();
  expect(stub.calls).toEqual([]);
});

test('Escape asks before it throws away what was typed', async ({
  stub,
  lab
}) => {
  await openForm(lab);
  await lab.panel.getByLabel('Name').fill('fresh');
  await lab.page.keyboard.press('Escape');
  await expect(
    lab.panel.getByRole('button', { name: 'Keep editing' })
  ).toBeFocused();
  await lab.page.keyboard.press('Escape');
  await expect(lab.panel.getByLabel('Name')).toBeFocused();
  await expect(lab.panel.getByLabel('Name')).toHaveValue('fresh');
  await lab.page.keyboard.press('Escape');
  await lab.panel.getByRole('button', { name: 'Throw away' }).click();
  await expect(lab.row('analysis')).toBeVisible();
  expect(stub.calls).toEqual([]);
});

test('a dropped file that describes no environment is refused, and what was typed stays', async ({
  stub,
  lab
}) => {
  await openForm(lab);
  await lab.panel.getByLabel('Name').fill('fresh');
  await drop(lab.page, 'notes.md', 'buy milk');
  await expect(lab.panel.getByRole('alert')).toContainText(
    'notes.md does not describe an environment'
  );
  await expect(lab.panel.getByLabel('Name')).toHaveValue('fresh');
  expect(stub.calls).toEqual([]);
});

test('trying again after a failure opens the form with what was asked for', async ({
  stub,
  lab
}) => {
  await openForm(lab);
  await lab.panel.getByLabel('Name').fill('fresh');
  await lab.panel
    .getByLabel('Packages', { exact: true })
    .fill('"numpy >=1.26,<2"');
  await lab.panel.getByRole('button', { name: 'Create' }).click();
  await expect(lab.job('Create fresh')).toBeVisible();
  stub.push(
    job({
      state: 'failed',
      problem: {
        code: 'unknown-package',
        message: 'No channel has nunpy.',
        hint: 'Did you mean numpy?',
        details: {}
      }
    })
  );
  await expect(lab.panel.getByRole('alert')).toContainText(
    'No channel has nunpy.'
  );
  await lab.panel.getByRole('button', { name: 'Try again…' }).click();
  await expect(lab.panel.getByLabel('Name')).toHaveValue('fresh');
  await expect(lab.panel.getByLabel('Packages', { exact: true })).toHaveValue(
    '"numpy >=1.26,<2"'
  );
  await lab.panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(lab.panel.getByRole('alert')).toContainText(
    'No channel has nunpy.'
  );
  await lab.panel.getByRole('button', { name: 'Try again…' }).click();
  await lab.panel.getByRole('button', { name: 'Create' }).click();
  await expect(lab.panel.getByRole('alert')).toHaveCount(0);
});

/** Press Tab until a button has the focus. */
async function tabTo(lab: Lab, name: string): Promise<void> {
  const button = lab.panel.getByRole('button', { name });
  for (let presses = 0; presses < 12; presses++) {
    await lab.page.keyboard.press('Tab');
    if (await button.evaluate(node => node === document.activeElement)) {
      return;
    }
  }
  throw new Error(`${name} cannot be reached with Tab`);
}

/** Drop a file from the desktop onto the panel. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([filename, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], filename));
      return transfer;
    },
    [name, text] as const
  );
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('.jp-Envmgr-dropZone', event, { dataTransfer });
  }
}
