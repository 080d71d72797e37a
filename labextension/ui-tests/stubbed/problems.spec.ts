import { expect, test } from '../lab';

test('a server without the extension says what to do, and can be tried again', async ({
  stub,
  lab
}) => {
  stub.refuse('GET /environments', 404, { message: 'Not Found' });
  await lab.open();
  await expect(lab.panel.getByRole('alert')).toContainText(
    'jupyter server extension enable jupyter_envmgr'
  );
  stub.refusals.clear();
  await lab.panel.getByRole('button', { name: 'Retry' }).click();
  await expect(lab.row('analysis')).toBeVisible();
  await expect(lab.panel.getByRole('alert')).toHaveCount(0);
});

test('a person without access is told so', async ({ stub, lab }) => {
  stub.refuse('GET /environments', 403, { message: 'Forbidden' });
  await lab.open();
  await expect(lab.panel.getByRole('alert')).toContainText(
    'You may not manage environments'
  );
});

test('a problem of the server is shown with its hint', async ({
  stub,
  lab
}) => {
  stub.refuse('GET /environments', 500, {
    code: 'engine',
    message: 'The engine stumbled.',
    hint: 'Please report this.',
    details: {}
  });
  await lab.open();
  await expect(lab.panel.getByRole('alert')).toContainText(
    'The engine stumbled.'
  );
  await expect(lab.panel.getByRole('alert')).toContainText(
    'Please report this.'
  );
});

test('the list stays when a later refresh fails', async ({ stub, lab }) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  stub.refuse('GET /environments', 503, {});
  await lab.panel.getByRole('button', { name: 'Refresh' }).click();
  await expect(lab.panel.getByRole('alert')).toContainText('cannot be reached');
  await expect(lab.row('analysis')).toBeVisible();
});

test('events that come back bring the list up to date once', async ({
  stub,
  lab
}) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  await stub.disconnect();
  await expect(lab.panel.getByText('Connection lost')).toBeVisible();
  stub.environments = stub.environments.slice(0, 1);
  const before = stub.listings;
  await expect(lab.row('analysis')).toHaveCount(0, { timeout: 15_000 });
  await expect(lab.panel.getByText('Connection lost')).toHaveCount(0);
  expect(stub.listings).toBe(before + 1);
});

test('an environment that comes by another door appears by itself', async ({
  stub,
  lab
}) => {
  const late = stub.environments.filter(({ name }) => name === 'geo');
  stub.environments = stub.environments.filter(({ name }) => name !== 'geo');
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  await expect(lab.row('geo')).toHaveCount(0);
  stub.environments = [...stub.environments, ...late];
  stub.announce({ action: 'created', name: 'geo' });
  await expect(lab.row('geo')).toBeVisible();
});
