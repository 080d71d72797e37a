import { expect, test } from '../lab';

test('the panel lists every environment with what is in it', async ({
  stub,
  lab
}) => {
  await lab.open();
  await expect(lab.panel.locator('[data-envmgr-name]')).toHaveCount(
    stub.environments.length
  );
  await expect(lab.row('analysis')).toContainText(
    'Python 3.12.4 · 123 conda · 4 pip'
  );
  await lab.page.screenshot({ path: '/tmp/shots/first.png' });
});
