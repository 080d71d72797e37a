import { expect, test } from '../lab';
import { environment, job } from '../samples';

test('the panel lists every environment with what is in it', async ({
  stub,
  lab
}) => {
  await lab.open();
  const rows = lab.panel.locator('[data-envmgr-name]');
  await expect(rows).toHaveCount(stub.environments.length);
  await expect(lab.row('analysis')).toContainText(
    'Python 3.12.4 · 123 conda · 4 pip'
  );
  await expect(lab.row('r-stats')).toContainText('No Python · 87 conda');
});

test('a row says what is unusual about an environment', async ({
  stub,
  lab
}) => {
  stub.environments.push(environment({ name: 'moving', state: 'changing' }));
  stub.jobs = [job({ action: 'change', environment: 'moving' })];
  await lab.open();
  await expect(lab.row('text-mining-experiments-2026')).toContainText(
    'No kernel'
  );
  await expect(lab.row('moving')).toContainText('Changing…');
  await expect(lab.row('broken')).toContainText(
    'The record of numpy is not valid JSON.'
  );
  await expect(lab.row('jupyter')).toContainText('server');
  await expect(lab.row('base').getByLabel(/^Protected/)).toBeVisible();
});

test('the filter leaves the environments with the text in their names', async ({
  stub,
  lab
}) => {
  await lab.open();
  await lab.panel.getByLabel('Filter environments').fill('GEO');
  await expect(lab.panel.locator('[data-envmgr-name]')).toHaveCount(1);
  await expect(lab.row('geo')).toBeVisible();
  await lab.panel.getByLabel('Filter environments').fill('nothing');
  await expect(
    lab.panel.getByText('No environment has “nothing”')
  ).toBeVisible();
  expect(stub.calls).toEqual([]);
});

test('an expanded row shows folder, size and packages', async ({
  stub,
  lab
}) => {
  expect(stub.environments).toContainEqual(environment());
  await lab.open();
  const toggle = lab.row('analysis').getByRole('button').first();
  await expect(toggle).toHaveAttribute('aria-expanded', 'false');
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-expanded', 'true');
  await expect(lab.row('analysis')).toContainText('/opt/conda/envs/analysis');
  await expect(lab.row('analysis')).toContainText('2.3 GB');
  await expect(lab.panel.getByRole('table')).toHaveAttribute(
    'aria-rowcount',
    '246'
  );
});

test('a long package table draws what is in sight, and can be filtered', async ({
  stub,
  lab
}) => {
  expect(stub.environments).toContainEqual(environment());
  await lab.open();
  await lab.row('analysis').getByRole('button').first().click();
  const table = lab.panel.getByRole('table');
  await expect(table.getByText('numpy')).toBeVisible();
  expect(await table.locator('tbody tr').count()).toBeLessThan(100);

  const region = lab.panel.getByRole('region', {
    name: 'Packages of analysis'
  });
  await region.scrollIntoViewIfNeeded();
  await region.evaluate(node => node.scrollTo(0, node.scrollHeight));
  await expect(table.getByText('tinytool')).toBeInViewport();

  await lab.panel.getByLabel('Filter packages').fill('pip');
  await expect(table.locator('tbody tr')).toHaveCount(1);
  await expect(table).toContainText('tinytool');
});

test('what may not be removed says why', async ({ stub, lab }) => {
  expect(stub.environments.map(({ name }) => name)).toContain('base');
  await lab.open();
  await lab.row('base').getByRole('button').first().click();
  const remove = lab.row('base').getByRole('button', { name: 'Remove…' });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await expect(remove).toHaveAccessibleDescription(/cannot be removed/);
  await remove.click({ force: true });
  await expect(lab.dialog).toHaveCount(0);
});

test('the menu of a row has the same actions', async ({ stub, lab }) => {
  expect(stub.environments.map(({ name }) => name)).toContain('base');
  await lab.open();
  await lab.panel
    .getByRole('button', { name: 'More actions for analysis' })
    .click();
  const menu = lab.page.getByRole('menu');
  for (const name of ['Open Notebook', 'Clone…', 'Export…', 'Remove…']) {
    await expect(menu.getByRole('menuitem', { name })).toBeVisible();
  }
  await menu.getByRole('menuitem', { name: 'Clone…' }).click();
  await expect(lab.dialog).toContainText('Clone analysis');
});

test('the context menu is about the row under it', async ({ stub, lab }) => {
  expect(stub.environments.map(({ name }) => name)).toContain('geo');
  await lab.open();
  await lab.row('geo').click({ button: 'right' });
  await lab.page.getByRole('menuitem', { name: 'Export…' }).click();
  await expect(lab.dialog).toContainText('Export geo');
});

test('a notebook of an environment is opened, and the panel says so', async ({
  stub,
  lab
}) => {
  expect(stub.environments).toContainEqual(environment());
  await lab.open();
  await expect(lab.panel.getByText('No notebook open')).toBeVisible();
  await lab.panel
    .getByRole('button', { name: 'Open a notebook with analysis' })
    .click();
  const current = lab.panel.getByRole('region', { name: 'Current notebook' });
  await expect(current).toContainText('.ipynb runs in', { timeout: 30_000 });
  await expect(current).toContainText('analysis');
  await expect(lab.row('analysis')).toContainText('in use');
  await current.getByRole('button', { name: 'analysis' }).click();
  await expect(lab.row('analysis').getByRole('button').first()).toHaveAttribute(
    'aria-expanded',
    'true'
  );
});

test('nothing is cut off at 250 pixels beside a scroll bar', async ({
  stub,
  lab
}) => {
  expect(stub.environments).toContainEqual(environment());
  await lab.open();
  await lab.resize(250);
  await lab.row('analysis').getByRole('button').first().click();
  const overview = lab.panel.locator('.jp-Envmgr-overview');
  const edge = await overview.evaluate(
    node => node.getBoundingClientRect().left + node.clientWidth
  );
  for (const name of ['Open notebook', 'Clone…', 'Export…', 'Remove…']) {
    const button = lab.row('analysis').getByRole('button', { name });
    const box = await button.boundingBox();
    expect(box && box.x + box.width).toBeLessThanOrEqual(edge);
  }
  const create = lab.panel.getByRole('button', { name: 'New environment' });
  expect((await create.boundingBox())?.height).toBeLessThan(30);
});

test('an empty list does not ask for a first one that is on its way', async ({
  stub,
  lab
}) => {
  stub.environments = [];
  stub.jobs = [job()];
  await lab.open();
  await expect(lab.job('Create fresh')).toBeVisible();
  await expect(lab.panel.getByText('No environments yet')).toHaveCount(0);
});
