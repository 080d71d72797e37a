import { readFile } from 'node:fs/promises';

import { expect, test, type Lab } from '../lab';
import { exported, job } from '../samples';

async function choose(lab: Lab, action: string): Promise<void> {
  await lab.open();
  await lab.row('analysis').getByRole('button').first().click();
  await lab.row('analysis').getByRole('button', { name: action }).click();
  await expect(lab.dialog).toBeVisible();
}

test('a clone asks for a free name, and suggests one', async ({
  stub,
  lab
}) => {
  await choose(lab, 'Clone…');
  const name = lab.dialog.getByLabel('Name of the clone');
  const clone = lab.dialog.getByRole('button', { name: 'Clone' });
  await expect(name).toHaveValue('analysis-2');
  await name.fill('geo');
  await expect(name).toHaveAccessibleDescription(/already/);
  await expect(clone).toBeDisabled();
  await name.fill('analysis-copy');
  await clone.click();
  await expect(lab.job('Clone analysis as analysis-copy')).toBeVisible();
  expect(stub.calls).toEqual([
    {
      call: 'POST /environments',
      body: { name: 'analysis-copy', clone: 'analysis' }
    }
  ]);
});

test('a removal wants the name to be typed', async ({ stub, lab }) => {
  await choose(lab, 'Remove…');
  const remove = lab.dialog.getByRole('button', { name: 'Remove' });
  await expect(remove).toBeDisabled();
  await lab.dialog.getByRole('textbox').fill('analysi');
  await expect(remove).toBeDisabled();
  await lab.page.keyboard.press('Enter');
  expect(stub.calls).toEqual([]);
  await lab.dialog.getByRole('textbox').fill('analysis');
  await expect(remove).toBeEnabled();
  await remove.click();
  await expect(lab.job('Remove analysis')).toBeVisible();
  expect(stub.calls).toEqual([
    { call: 'DELETE /environments/analysis', body: null }
  ]);
});

test('a removal names the notebook that runs in it, and ends its kernel when done', async ({
  stub,
  lab
}) => {
  await lab.open();
  await lab.panel
    .getByRole('button', { name: 'Open a notebook with geo' })
    .click();
  const current = lab.panel.getByRole('region', { name: 'Current notebook' });
  await expect(current).toContainText('geo', { timeout: 30_000 });
  await expect(lab.row('geo')).toContainText('in use');
  await lab.execute('envmgr:remove', { name: 'geo' });
  await expect(lab.dialog).toContainText(/Untitled.* running in it/);
  await lab.dialog.getByRole('textbox').fill('geo');
  await lab.dialog.getByRole('button', { name: 'Remove' }).click();
  const card = lab.job('Remove geo');
  await expect(card).toBeVisible();
  await lab.page.route('**/api/kernelspecs*', async route => {
    const answer = await route.fetch();
    const specs = (await answer.json()) as { kernelspecs: object };
    Reflect.deleteProperty(specs.kernelspecs, 'conda-env-geo-py');
    await route.fulfill({ response: answer, json: specs });
  });
  stub.environments = stub.environments.filter(({ name }) => name !== 'geo');
  const ended = lab.page.waitForRequest(
    request =>
      request.method() === 'DELETE' && request.url().includes('/api/sessions/')
  );
  stub.push(
    job({
      action: 'remove',
      environment: 'geo',
      title: 'Remove geo',
      state: 'done'
    })
  );
  await ended;
  await expect(current).toContainText('geo');
  await expect(current).toContainText('Its environment was removed.');
});

test('a removal that is refused shows the problem', async ({ stub, lab }) => {
  stub.refuse('DELETE /environments/analysis', 409, {
    code: 'busy',
    message: 'Another change of analysis is under way.',
    hint: 'Wait for the running change, or cancel it.',
    details: {}
  });
  await choose(lab, 'Remove…');
  await lab.dialog.getByRole('textbox').fill('analysis');
  await lab.page.keyboard.press('Enter');
  await expect(lab.dialog.getByRole('alert')).toContainText(
    'Another change of analysis is under way.'
  );
  await expect(lab.dialog.getByRole('alert')).toContainText('cancel it');
});

test('Escape closes a dialog and changes nothing', async ({ stub, lab }) => {
  await choose(lab, 'Remove…');
  await lab.dialog.getByRole('textbox').fill('analysis');
  await lab.page.keyboard.press('Escape');
  await expect(lab.dialog).toHaveCount(0);
  expect(stub.calls).toEqual([]);
});

test('an export is previewed as the chosen variant', async ({ stub, lab }) => {
  await choose(lab, 'Export…');
  const preview = lab.dialog.getByRole('region', {
    name: 'Preview of analysis.yml'
  });
  await expect(lab.dialog.getByLabel('What was asked for')).toBeChecked();
  await expect(preview).toHaveText(exported('requested').text);
  await lab.dialog.getByLabel('All packages, with versions and builds').check();
  await expect(preview).toHaveText(exported('exact').text);
  expect(stub.calls).toEqual([]);
});

test('an export can be copied and downloaded', async ({
  stub,
  lab,
  context
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await choose(lab, 'Export…');
  await lab.dialog.getByRole('button', { name: 'Copy' }).click();
  await expect(lab.dialog.getByText('Copied.')).toBeVisible();
  const copied = await lab.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(exported('requested').text);

  const download = lab.page.waitForEvent('download');
  await lab.dialog.getByRole('button', { name: 'Download' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('analysis.yml');
  expect(await readFile(await file.path(), 'utf8')).toBe(copied);
  await expect(lab.dialog.getByText('Copied.')).toHaveCount(0);
  expect(stub.calls).toEqual([]);
});

test('an export is saved on the server, and replaces a file only when told to', async ({
  stub,
  lab
}) => {
  const files = new Map<string, string>();
  await lab.page.route('**/api/contents/analysis.yml*', async route => {
    const request = route.request();
    if (request.method() === 'PUT') {
      const { content } = request.postDataJSON() as { content: string };
      files.set('analysis.yml', content);
    }
    const content = files.get('analysis.yml');
    await route.fulfill(
      content === undefined
        ? { status: 404, json: { message: 'Not found' } }
        : { json: fileModel('analysis.yml', content) }
    );
  });
  await choose(lab, 'Export…');
  const save = lab.dialog.getByRole('button', { name: 'Save on the server' });
  await save.click();
  await expect(lab.dialog.getByText('Saved as analysis.yml.')).toBeVisible();
  expect(files.get('analysis.yml')).toBe(exported('requested').text);

  await lab.dialog.getByLabel('All packages, with versions and builds').check();
  await save.click();
  await expect(lab.dialog.getByRole('alert')).toContainText('there already');
  expect(files.get('analysis.yml')).toBe(exported('requested').text);
  await lab.dialog.getByRole('button', { name: 'Replace it' }).click();
  await expect(lab.dialog.getByText('Saved as analysis.yml.')).toBeVisible();
  expect(files.get('analysis.yml')).toBe(exported('exact').text);
  expect(stub.calls).toEqual([]);
});

function fileModel(path: string, content: string): object {
  const time = '2026-11-21T10:00:00Z';
  return {
    name: path,
    path,
    type: 'file',
    format: 'text',
    mimetype: 'text/yaml',
    content,
    writable: true,
    created: time,
    last_modified: time,
    size: content.length
  };
}
