import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Lab } from '../lab';
import { picture, Server } from './server';

const PORT = Number(process.env.ENVMGR_E2E_PORT ?? '18899') + 2;
const WHEELS = join(__dirname, '..', '..', '..', '.cache', 'channel', 'wheels');
const SLOW = { timeout: 60_000 };

let server: Server;

test.use({ baseURL: `http://127.0.0.1:${PORT}` });

test.beforeAll(async () => {
  server = await Server.start(PORT);
});

test.afterAll(() => server.stop());

/** A file of the environment. */
const inside = (...parts: string[]) =>
  join(server.home, 'envs', 'analysis', ...parts);

/** Whether the environment's Python can import a module. */
function imports(name: string): boolean {
  const code = `import importlib.util as u; print(u.find_spec('${name}') is not None)`;
  const printed = execFileSync(inside('bin', 'python'), ['-c', code], {
    encoding: 'utf8'
  });
  return printed.trim() === 'True';
}

test('a person takes a change back, goes forth again, and undoes a removal', async ({
  page
}) => {
  const lab = new Lab(page);
  const panel = lab.panel;
  /** The button of the notification with a text. */
  const undo = (text: string) =>
    page
      .locator('.Toastify__toast', { hasText: text })
      .getByText('Undo', { exact: true });
  const states = panel.getByRole('list', { name: 'States' });
  const current = panel.getByRole('region', { name: 'Current notebook' });

  await test.step('create it, and run a notebook in it', async () => {
    await lab.open();
    await panel
      .getByRole('button', { name: 'New environment' })
      .first()
      .click();
    await panel.getByLabel('Name', { exact: true }).fill('analysis');
    await panel.getByLabel('Packages', { exact: true }).fill('python=3.11 pip');
    await panel.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(lab.row('analysis')).toContainText('Python 3.11', SLOW);
    writeFileSync(inside('notes.txt'), 'before');
    await panel
      .getByRole('button', { name: 'Open a notebook with analysis' })
      .click();
    await expect(current).toContainText('analysis', SLOW);
    await expect(page.getByText('Kernel status: Idle')).toBeAttached(SLOW);
  });

  await test.step('install a package: its kernel is older than it then', async () => {
    await lab.row('analysis').locator('[aria-expanded]').first().click();
    await panel.getByLabel('Add packages', { exact: true }).fill('scipy');
    await panel.getByRole('button', { name: 'Add…' }).click();
    const apply = lab.dialog.getByRole('button', { name: 'Apply' });
    await expect(apply).toBeEnabled(SLOW);
    await apply.click();
    await expect(undo('is changed')).toBeVisible(SLOW);
    expect(imports('scipy')).toBe(true);
    writeFileSync(inside('notes.txt'), 'after');
    await expect(current).toContainText('older than its environment', SLOW);
    await current.getByRole('button', { name: 'Restart kernel…' }).click();
    await lab.dialog.getByRole('button', { name: 'Restart' }).click();
    await expect(current).not.toContainText('older than', SLOW);
  });

  await test.step('undo it with one click, files of one’s own too', async () => {
    await undo('is changed').click();
    await expect(
      page.getByText('The environment analysis is restored.').first()
    ).toBeVisible(SLOW);
    expect(imports('scipy')).toBe(false);
    expect(readFileSync(inside('notes.txt'), 'utf8')).toBe('before');
  });

  await test.step('the history has both states; restore the newer one', async () => {
    await expect(states.getByRole('listitem')).toHaveCount(2, SLOW);
    const [newer, older] = await states.getByRole('listitem').all();
    await expect(older).toContainText('now');
    await expect(newer).toContainText('scipy');
    await lab.execute('envmgr:history', { name: 'analysis' });
    await picture(lab, 'history');
    await newer.getByRole('button', { name: /^Restore/ }).click();
    await expect(
      lab.dialog.getByRole('table', { name: /^conda/ })
    ).toContainText('scipy');
    await picture(lab, 'restore');
    await lab.dialog.getByRole('button', { name: 'Restore' }).click();
    await expect(newer).toContainText('now', SLOW);
    expect(imports('scipy')).toBe(true);
    expect(readFileSync(inside('notes.txt'), 'utf8')).toBe('after');
  });

  await test.step('what pip did in a terminal is a state too, and can be undone', async () => {
    execFileSync(inside('bin', 'python'), [
      ...['-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps'],
      ...['--root-user-action', 'ignore', '--find-links', WHEELS, 'cowsay']
    ]);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    const outside = states.getByRole('listitem').first();
    await expect(outside).toContainText('outside', SLOW);
    await expect(outside).toContainText('1 added');
    await lab.row('analysis').getByRole('button', { name: 'Undo…' }).click();
    await expect(lab.dialog.getByRole('table', { name: /^pip/ })).toContainText(
      'cowsay'
    );
    // pip has changed that state itself, so what is left is the one before.
    await expect(lab.dialog).toContainText('goes further back');
    await lab.dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(outside).not.toContainText('now', SLOW);
    expect([imports('cowsay'), imports('scipy')]).toEqual([false, false]);
    await outside.getByRole('button', { name: /^Restore/ }).click();
    await lab.dialog.getByRole('button', { name: 'Restore' }).click();
    await expect(outside).toContainText('now', SLOW);
    expect([imports('cowsay'), imports('scipy')]).toEqual([true, true]);
  });

  await test.step('remove it, and undo that', async () => {
    await expect(panel.locator('.jp-Envmgr-job')).toHaveCount(0);
    await lab.execute('envmgr:remove', { name: 'analysis' });
    await lab.dialog.getByRole('textbox').fill('analysis');
    await lab.dialog.getByRole('button', { name: 'Remove' }).click();
    await expect(
      page.getByText('The environment analysis is removed.')
    ).toBeVisible(SLOW);
    expect(existsSync(inside())).toBe(false);
    await expect(panel.getByText('Recently removed (1)')).toBeVisible();
    await undo('is removed').click();
    await expect(lab.row('analysis')).toBeVisible(SLOW);
    await expect(panel.getByText('Recently removed')).toHaveCount(0, SLOW);
    expect(imports('scipy')).toBe(true);
    expect(readFileSync(inside('notes.txt'), 'utf8')).toBe('after');
  });

  await test.step('remove it for good', async () => {
    await lab.execute('envmgr:remove', { name: 'analysis' });
    await lab.dialog.getByRole('textbox').fill('analysis');
    await lab.dialog.getByRole('button', { name: 'Remove' }).click();
    await panel.getByText('Recently removed (1)').click(SLOW);
    await picture(lab, 'removed');
    await panel
      .getByRole('button', { name: 'Delete analysis for good' })
      .click();
    await lab.dialog.getByRole('button', { name: 'Delete for good' }).click();
    await expect(panel.getByText('Recently removed')).toHaveCount(0, SLOW);
  });
});
