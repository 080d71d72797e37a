import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Lab } from '../lab';
import { picture, Server } from './server';

const PORT = Number(process.env.ENVMGR_E2E_PORT ?? '18899') + 1;
const WHEELS = join(
  __dirname,
  '..',
  '..',
  '..',
  '.cache',
  'channel',
  'other-wheels'
);

let server: Server;

test.use({ baseURL: `http://127.0.0.1:${PORT}` });

test.beforeAll(async () => {
  server = await Server.start(PORT);
});

test.afterAll(() => server.stop());

/** Run an environment's Python, as in a terminal; gives what it prints. */
function python(name: string, ...words: string[]): string {
  const file = join(server.home, 'envs', name, 'bin', 'python');
  const env = { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' };
  return execFileSync(file, words, { encoding: 'utf8', env });
}

/** pip in a terminal, which knows nothing of conda. */
function pip(name: string, ...words: string[]): void {
  const offline = ['--no-index', '--no-deps', '--quiet'];
  python(name, '-m', 'pip', 'install', ...offline, ...words);
}

/** The wheel of another numpy than conda's. */
function otherNumpy(): string {
  const wheel = readdirSync(WHEELS).find(name => name.startsWith('numpy-'));
  return join(WHEELS, wheel ?? '');
}

test('a person previews, changes, wrecks and mends an environment', async ({
  page
}) => {
  const lab = new Lab(page);
  const panel = lab.panel;
  const apply = lab.dialog.getByRole('button', { name: 'Apply' });
  const changed = page.getByText('The environment analysis is changed.');
  const add = async (text: string) => {
    await panel.getByLabel('Add packages', { exact: true }).fill(text);
    await panel.getByRole('button', { name: 'Add…' }).click();
  };

  await test.step('preview a creation, and make it from there', async () => {
    await lab.open();
    await panel
      .getByRole('button', { name: 'New environment' })
      .first()
      .click();
    await panel.getByLabel('Name', { exact: true }).fill('analysis');
    await panel
      .getByLabel('Packages', { exact: true })
      .fill('python=3.11 pandas humanize');
    await panel.getByRole('button', { name: 'Preview' }).click();
    await expect(lab.dialog.getByRole('table', { name: /^pip/ })).toContainText(
      'humanize',
      { timeout: 60_000 }
    );
    await expect(
      lab.dialog.getByRole('table', { name: /^conda/ })
    ).toContainText('pandas');
    await picture(lab, 'plan-create');
    await lab.dialog.getByRole('button', { name: 'Create' }).click();
    await expect(lab.row('analysis')).toContainText('1 pip', {
      timeout: 60_000
    });
  });

  await test.step('add a package by conda; the pip layer stays on top', async () => {
    await lab.row('analysis').locator('[aria-expanded]').first().click();
    await add('scipy');
    await expect(lab.dialog).toContainText('scipy', { timeout: 60_000 });
    await picture(lab, 'plan-add');
    await apply.click();
    await expect(lab.dialog).toHaveCount(0);
    await expect(changed).toBeVisible({ timeout: 60_000 });
    expect((await server.packages('analysis')).join()).toContain('conda scipy');
    python('analysis', '-c', 'import humanize, pandas, scipy');
  });

  await test.step('what is there already is nothing to change', async () => {
    await add('scipy');
    await expect(lab.dialog).toContainText('Nothing to change', {
      timeout: 60_000
    });
    await lab.dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  await test.step('wreck numpy in a terminal; health names it and mends it', async () => {
    const numpy = 'import numpy; print(numpy.__version__)';
    const before = python('analysis', '-c', numpy);
    pip('analysis', '--force-reinstall', otherNumpy());
    expect(python('analysis', '-c', numpy)).not.toBe(before);
    await panel.getByRole('button', { name: 'Refresh' }).click();
    const problems = panel.getByRole('list', { name: 'Problems' });
    await expect(problems).toContainText('numpy');
    await picture(lab, 'health');
    await problems
      .getByRole('button', { name: /^Repair:.*numpy/ })
      .first()
      .click();
    await expect(apply).toBeEnabled({ timeout: 60_000 });
    await picture(lab, 'plan-repair');
    await apply.click();
    await expect(panel.getByText('No problems found')).toBeVisible({
      timeout: 60_000
    });
    expect(python('analysis', '-c', numpy)).toBe(before);
    python('analysis', '-c', 'import pandas');
  });

  await test.step('wreck it again, and mend all at once', async () => {
    pip('analysis', '--force-reinstall', otherNumpy());
    await panel.getByRole('button', { name: 'Refresh' }).click();
    await panel.getByRole('button', { name: 'Repair all…' }).click();
    await expect(apply).toBeEnabled({ timeout: 60_000 });
    await apply.click();
    await expect(panel.getByText('No problems found')).toBeVisible({
      timeout: 60_000
    });
    python('analysis', '-c', 'import pandas');
  });

  await test.step('a check of all files finds them as they should be', async () => {
    await panel.getByRole('button', { name: 'Check all files' }).click();
    await expect(
      panel.getByText('No problems found; all files are as they should be.')
    ).toBeVisible({ timeout: 60_000 });
  });

  await test.step('a plan that a terminal overtook is not applied', async () => {
    await panel.getByRole('checkbox', { name: 'scipy', exact: true }).check();
    await panel
      .getByRole('button', { name: 'Remove scipy from analysis' })
      .click();
    await expect(apply).toBeEnabled({ timeout: 60_000 });
    pip('analysis', '--find-links', join(WHEELS, '..', 'wheels'), 'cowsay');
    await apply.click();
    await expect(lab.dialog.getByRole('alert')).toContainText(
      'has changed meanwhile',
      { timeout: 60_000 }
    );
    await apply.click();
    await expect
      .poll(async () => (await server.packages('analysis')).join(), {
        timeout: 60_000
      })
      .not.toContain('conda scipy');
    expect((await server.packages('analysis')).join()).toContain('pip cowsay');
  });

  await test.step('rename it', async () => {
    await expect(panel.locator('.jp-Envmgr-job')).toHaveCount(0);
    await lab.execute('envmgr:rename', { name: 'analysis' });
    await lab.dialog.getByLabel('New name').fill('study');
    await lab.dialog.getByRole('button', { name: 'Continue' }).click();
    await lab.dialog
      .getByRole('button', { name: 'Rename', exact: true })
      .click();
    await expect(lab.row('study')).toBeVisible({ timeout: 60_000 });
    await expect(lab.row('analysis')).toHaveCount(0, { timeout: 60_000 });
    python('study', '-c', 'import pandas, humanize, cowsay');
  });
});
