import { expect, test } from '../lab';
import { checkScreen } from '../screen';

test('a kernel that is older than its environment is marked until it is restarted', async ({
  stub,
  lab
}) => {
  await lab.open();
  await lab.panel
    .getByRole('button', { name: 'Open a notebook with analysis' })
    .click();
  const current = lab.panel.getByRole('region', { name: 'Current notebook' });
  await expect(current).toContainText('analysis', { timeout: 30_000 });
  await expect(current).not.toContainText('older');
  stub.outdated.add('conda-env-analysis-py');
  stub.announce({ action: 'changed', name: 'analysis' });
  await expect(current).toContainText('older than its environment');
  await expect(lab.row('analysis')).toContainText(/needs? a restart/);
  await lab.row('analysis').getByRole('button').first().click();
  await lab.resize(250);
  await checkScreen(lab, 'outdated');

  await lab
    .row('analysis')
    .getByRole('button', { name: /^Restart kernel/ })
    .click();
  await expect(lab.dialog).toContainText(/Untitled.*variables are lost/);
  await lab.page.keyboard.press('Escape');
  await expect(lab.dialog).toHaveCount(0);

  await current.getByRole('button', { name: 'Restart kernel…' }).click();
  const restarted = lab.page.waitForResponse(response =>
    /\/api\/kernels\/[^/]+\/restart/.test(response.url())
  );
  stub.outdated.clear();
  await lab.dialog.getByRole('button', { name: 'Restart' }).click();
  expect((await restarted).ok()).toBe(true);
  await expect(current).not.toContainText('older', { timeout: 15_000 });
  await expect(lab.row('analysis')).not.toContainText('a restart');
});
