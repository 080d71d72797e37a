import { expect, test } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Lab } from '../lab';
import { picture, Server } from './server';

const PORT = Number(process.env.ENVMGR_E2E_PORT ?? '18899');

let server: Server;

test.use({ baseURL: `http://127.0.0.1:${PORT}` });

test.beforeAll(async () => {
  server = await Server.start(PORT);
});

test.afterAll(() => server.stop());

test('a person creates, uses, clones, exports, re-creates and removes environments', async ({
  page
}) => {
  const lab = new Lab(page);
  const panel = lab.panel;
  const create = panel.getByRole('button', { name: 'Create', exact: true });

  await test.step('create from names, with a pip package on top', async () => {
    await lab.open();
    await panel
      .getByRole('button', { name: 'New environment' })
      .first()
      .click();
    await panel.getByLabel('Name', { exact: true }).fill('analysis');
    await panel
      .getByLabel('Packages', { exact: true })
      .fill('python=3.11 pandas');
    await panel.getByText('pip packages and channels').click();
    await panel.getByLabel('pip packages', { exact: true }).fill('humanize');
    await picture(lab, 'form');
    await create.click();
    await expect(lab.row('analysis')).toContainText('1 pip', {
      timeout: 60_000
    });
    await expect(lab.row('analysis')).toContainText('Python 3.11');
  });

  await test.step('pick its kernel in the launcher, and run a notebook in it', async () => {
    const title = 'Python [conda env:analysis]';
    await page.locator('.jp-LauncherCard', { hasText: title }).first().click();
    await expect(
      page.locator('.jp-NotebookPanel').getByText(title)
    ).toBeVisible();
    const code = [
      'import sys, humanize, pandas',
      'prefix = sys.prefix[-13:]',
      'print(prefix, pandas.Series([1, 2]).sum(), humanize.intword(12e6))'
    ].join('\n');
    const cell = page.locator('.jp-Notebook .jp-Cell .cm-content').first();
    await cell.click();
    await page.keyboard.insertText(code);
    await page.keyboard.press('Shift+Enter');
    const output = page.locator('.jp-OutputArea-output').first();
    await expect(output).toContainText('envs/analysis 3 12.0 million', {
      timeout: 60_000
    });
    await lab.execute('envmgr:open');
    await expect(panel).toContainText('in use');
  });

  let exported = '';
  await test.step('export it', async () => {
    await lab.execute('envmgr:export', { name: 'analysis' });
    const preview = lab.dialog
      .getByRole('region', { name: /Preview/ })
      .or(lab.dialog.getByLabel(/Preview of/));
    await expect(preview).toContainText('pandas=');
    await picture(lab, 'export');
    exported = (await preview.innerText()).trim() + '\n';
    expect(exported).toContain('- humanize==');
    await lab.dialog.getByRole('button', { name: 'Close' }).click();
  });

  await test.step('build it again from the file, and get the same packages', async () => {
    await panel
      .getByRole('button', { name: 'New environment' })
      .first()
      .click();
    await panel
      .locator('input[type=file]')
      .last()
      .setInputFiles({
        name: 'environment.yml',
        mimeType: 'text/yaml',
        buffer: Buffer.from(exported)
      });
    await panel.getByLabel('Name', { exact: true }).fill('again');
    await create.click();
    await expect(lab.row('again')).toContainText('1 pip', { timeout: 60_000 });
    expect(await server.packages('again')).toEqual(
      await server.packages('analysis')
    );
  });

  await test.step('clone it', async () => {
    await lab.execute('envmgr:clone', { name: 'analysis' });
    await lab.dialog.getByRole('textbox').fill('twin');
    await lab.dialog.getByRole('button', { name: 'Clone' }).click();
    await expect(lab.row('twin')).toContainText('1 pip', { timeout: 60_000 });
    expect(await server.packages('twin')).toEqual(
      await server.packages('analysis')
    );
    await lab.row('analysis').locator('[aria-expanded]').first().click();
    await expect(lab.row('analysis')).toContainText('humanize');
    await picture(lab, 'panel');
    await lab.row('analysis').locator('[aria-expanded]').first().click();
  });

  await test.step('a creation that cannot be says why and leaves nothing', async () => {
    await panel
      .getByRole('button', { name: 'New environment' })
      .first()
      .click();
    await panel.getByLabel('Name', { exact: true }).fill('wrong');
    await panel.getByLabel('Packages', { exact: true }).fill('pandsa');
    await create.click();
    const alert = panel.getByRole('alert').filter({ hasText: 'pandsa' });
    await expect(alert).toContainText('Did you mean pandas', {
      timeout: 60_000
    });
    await picture(lab, 'problem');
    await expect(lab.row('wrong')).toHaveCount(0);
  });

  await test.step('remove the clone', async () => {
    await lab.execute('envmgr:remove', { name: 'twin' });
    await lab.dialog.getByRole('textbox').fill('twin');
    await lab.dialog.getByRole('button', { name: 'Remove' }).click();
    await expect(lab.row('twin')).toHaveCount(0, { timeout: 60_000 });
    // What is kept of it stands apart, where conda does not look.
    const folders = () =>
      readdirSync(join(server.home, 'envs')).filter(name => name !== '.envmgr');
    await expect.poll(() => folders().sort()).toEqual(['again', 'analysis']);
  });
});
