import { expect, test, type Lab } from '../lab';
import { ILL, plan } from '../planSamples';
import { environment, job } from '../samples';
import { checkScreen } from '../screen';

async function expand(lab: Lab, name = 'analysis'): Promise<void> {
  await lab.open();
  await lab.row(name).getByRole('button').first().click();
}

async function select(lab: Lab, ...names: string[]): Promise<void> {
  for (const name of names) {
    await lab.panel.getByRole('checkbox', { name, exact: true }).check();
  }
}

test('selected packages are updated or removed together', async ({
  stub,
  lab
}) => {
  await expand(lab);
  await lab.resize(250);
  await select(lab, 'numpy', 'pandas');
  await expect(lab.panel.getByText('Selected: 2 packages')).toBeVisible();
  await checkScreen(lab, 'packages');
  await select(lab, 'python');
  await lab.panel.getByRole('button', { name: 'Clear selection' }).click();
  await select(lab, 'numpy', 'pandas');
  await lab.panel
    .getByRole('button', { name: 'Update 2 packages in analysis' })
    .click();
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  await lab.panel
    .getByRole('button', { name: 'Remove 2 packages from analysis' })
    .click();
  await lab.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(lab.job('Change analysis')).toBeVisible();
  await expect(
    lab.panel.getByRole('checkbox', { name: 'numpy', exact: true })
  ).not.toBeChecked();
  expect(stub.calls.map(({ body }) => body)).toEqual([
    { environment: 'analysis', update: ['numpy', 'pandas'] },
    { environment: 'analysis', remove: ['numpy', 'pandas'] },
    null
  ]);
});

test('one package gets another version out of those that the channels have', async ({
  stub,
  lab
}) => {
  await expand(lab);
  await lab.resize(250);
  await select(lab, 'numpy');
  await lab.panel
    .getByRole('button', { name: 'Change version of numpy' })
    .click();
  const version = lab.panel.getByLabel('Version of numpy', { exact: true });
  await expect(version).toHaveValue('2.1.0');
  await expect(version.getByRole('option')).toHaveText([
    '2.3.1',
    '2.2.0',
    '2.1.0 (installed)',
    '1.26.4'
  ]);
  await version.selectOption('1.26.4');
  await checkScreen(lab, 'version');
  await lab.panel.getByRole('button', { name: 'Review…' }).click();
  await expect(lab.dialog).toBeVisible();
  expect(stub.calls[0]?.body).toEqual({
    environment: 'analysis',
    install: ['numpy=1.26.4']
  });
});

test('a pip package gets the version that is typed', async ({ stub, lab }) => {
  await expand(lab);
  await lab.panel.getByLabel('Filter packages').fill('tiny');
  await select(lab, 'tinytool');
  await lab.panel
    .getByRole('button', { name: 'Change version of tinytool' })
    .click();
  await lab.panel
    .getByLabel('Version of tinytool', { exact: true })
    .fill('0.2');
  await lab.page.keyboard.press('Enter');
  await expect(lab.dialog).toBeVisible();
  expect(stub.calls[0]?.body).toEqual({
    environment: 'analysis',
    pip: ['tinytool==0.2']
  });
});

test('everything is updated, from the row and from its menu', async ({
  stub,
  lab
}) => {
  await expand(lab);
  await lab.panel.getByRole('button', { name: 'Update all…' }).click();
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  await lab.row('geo').click({ button: 'right' });
  await lab.page.getByRole('menuitem', { name: 'Update All…' }).click();
  await expect(lab.dialog).toContainText('Review changes to geo');
  expect(stub.calls.map(({ body }) => body)).toEqual([
    { environment: 'analysis', update: 'all' },
    { environment: 'geo', update: 'all' }
  ]);
});

test('an environment is updated from a requirements.txt', async ({
  stub,
  lab
}) => {
  await expand(lab);
  const file = lab.panel.getByLabel('Update from file…').last();
  await file.setInputFiles({
    name: 'photo.png',
    mimeType: 'image/png',
    buffer: Buffer.from('x')
  });
  await expect(lab.panel.getByRole('alert')).toContainText(
    'photo.png does not describe an environment'
  );
  await file.setInputFiles({
    name: 'requirements.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('torch\npandas>=2\n')
  });
  await expect(lab.dialog).toContainText('Review changes to analysis');
  await expect(lab.panel.getByRole('alert')).toHaveCount(0);
  expect(stub.calls[0]?.body).toEqual({
    environment: 'analysis',
    file: {
      name: 'requirements.txt',
      text: 'torch\npandas>=2\n',
      folder: null
    }
  });
});

test('an environment gets another name after a look at what that comes to', async ({
  stub,
  lab
}) => {
  stub.planner = request =>
    plan({
      request,
      action: 'rename',
      title: 'Rename analysis to study',
      conda: [],
      pip: [],
      notices: [],
      download_bytes: 0,
      disk_bytes: 0
    });
  await expand(lab);
  await lab.row('analysis').getByRole('button', { name: 'Rename…' }).click();
  const name = lab.dialog.getByLabel('New name');
  const go = lab.dialog.getByRole('button', { name: 'Continue' });
  await expect(go).toBeDisabled();
  await name.fill('geo');
  await expect(name).toHaveAccessibleDescription(/already/);
  await name.fill('study');
  await go.click();
  await expect(lab.dialog).toContainText('Rename analysis to study');
  await checkScreen(lab, 'plan-rename', '.jp-Dialog-content');
  await lab.dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(lab.job('Rename analysis to study')).toBeVisible();
  expect(stub.calls).toEqual([
    {
      call: 'POST /plans',
      body: { environment: 'analysis', rename: 'study' }
    },
    { call: 'POST /plans/plan-1/apply', body: null }
  ]);
});

test('what may not be changed says why, and offers nothing that would', async ({
  stub,
  lab
}) => {
  stub.health = ILL;
  stub.environments.push(environment({ name: 'shared', writable: false }));
  await expand(lab, 'jupyter');
  const row = lab.row('jupyter');
  await expect(row.locator('.jp-Envmgr-kept')).toContainText(
    'Jupyter itself runs in it'
  );
  await expect(row.getByText('tinytool 0.3 needs humanize')).toBeVisible();
  await expect(row.getByRole('checkbox')).toHaveCount(0);
  for (const name of ['Add…', 'Update all…', 'Repair…', 'Repair all…']) {
    await expect(row.getByRole('button', { name })).toHaveCount(0);
  }
  await expect(row.getByRole('button', { name: 'Rename…' })).toHaveAttribute(
    'aria-disabled',
    'true'
  );
  await lab.row('shared').getByRole('button').first().click();
  await expect(lab.row('shared')).toContainText('folder is not writable');
});

test('health names what is wrong, and a repair is a plan', async ({
  stub,
  lab
}) => {
  stub.health = ILL;
  await expand(lab);
  await lab.resize(250);
  const problems = lab.panel.getByRole('list', { name: 'Problems' });
  await expect(problems.getByRole('listitem')).toHaveCount(3);
  await expect(problems.getByRole('listitem').first()).toContainText(
    'overwritten by pip'
  );
  await checkScreen(lab, 'health');
  await problems.getByRole('button', { name: /^Repair: numpy/ }).click();
  await expect(lab.dialog).toContainText('Review changes to analysis');
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  await lab.panel.getByRole('button', { name: 'Repair all…' }).click();
  await lab.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(lab.job('Change analysis')).toBeVisible();
  expect(stub.calls.map(({ body }) => body)).toEqual([
    { environment: 'analysis', reinstall: ['numpy'] },
    { environment: 'analysis', reinstall: ['numpy'], pip: ['humanize>=4'] },
    null
  ]);
});

test('all files are checked in a job, and what it finds is shown and told', async ({
  stub,
  lab
}) => {
  await expand(lab);
  await expect(lab.panel.getByText('No problems found.')).toBeVisible();
  await lab.panel.getByRole('button', { name: 'Check all files' }).click();
  await expect(lab.job('Check analysis')).toBeVisible();
  await expect(
    lab.panel.getByRole('button', { name: 'Checking…' })
  ).toHaveAttribute('aria-disabled', 'true');
  stub.health = { ...ILL, deep: true };
  stub.push(
    job({
      id: 'check-1',
      action: 'check',
      environment: 'analysis',
      title: 'Check analysis',
      state: 'done'
    })
  );
  await expect(lab.panel.getByText('overwritten by pip')).toBeVisible();
  await expect(
    lab.page.getByText('All files of analysis are checked: 3 problems found.')
  ).toBeVisible();
  expect(stub.calls).toEqual([
    { call: 'POST /environments/analysis/health', body: null }
  ]);
});

test('what a terminal broke is told as soon as somebody looks again', async ({
  stub,
  lab
}) => {
  await expand(lab);
  await expect(lab.panel.getByText('No problems found.')).toBeVisible();
  stub.health = ILL;
  await lab.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(lab.panel.getByText('overwritten by pip')).toBeVisible();
  await expect(lab.panel.getByText('No problems found.')).toHaveCount(0);
});

test('a refresh looks for problems again', async ({ stub, lab }) => {
  await expand(lab);
  await expect(lab.panel.getByText('No problems found.')).toBeVisible();
  stub.health = ILL;
  await lab.panel.getByRole('button', { name: 'Refresh' }).click();
  await expect(lab.panel.getByText('overwritten by pip')).toBeVisible();
});

test('the end of a change is told in words that fit it', async ({
  stub,
  lab
}) => {
  await expand(lab);
  const change = { action: 'change', environment: 'analysis' } as const;
  stub.push(job({ ...change, title: 'Add scipy to analysis' }));
  await expect(lab.job('Add scipy to analysis')).toBeVisible();
  stub.push(job({ ...change, state: 'done' }));
  await expect(
    lab.page.getByText('The environment analysis is changed.')
  ).toBeVisible();
  stub.push(job({ ...change, id: 'b', state: 'running' }));
  stub.push(job({ ...change, id: 'b', state: 'cancelled' }));
  await expect(
    lab.page.getByText('Changing analysis was cancelled. It is as it was.')
  ).toBeVisible();
});

test('a change that failed can be tried again from its plan', async ({
  stub,
  lab
}) => {
  await expand(lab);
  await lab.panel.getByLabel('Add packages', { exact: true }).fill('scipy');
  await lab.panel.getByRole('button', { name: 'Add…' }).click();
  await lab.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(lab.job('Change analysis')).toBeVisible();
  stub.push(
    job({
      action: 'change',
      environment: 'analysis',
      title: 'Change analysis',
      state: 'failed',
      problem: {
        code: 'channel',
        message: 'conda-forge does not answer.',
        hint: 'Check the network, then try again.',
        details: {}
      }
    })
  );
  await lab.job('Change analysis').getByText('Try again…').click();
  await expect(lab.dialog).toContainText('Review changes to analysis');
  expect(stub.calls.at(-1)?.body).toEqual({
    environment: 'analysis',
    install: ['scipy']
  });
});
