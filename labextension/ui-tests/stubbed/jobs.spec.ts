import { expect, test } from '../lab';
import { environment, job } from '../samples';

test('progress comes by events, in words and as a bar', async ({
  stub,
  lab
}) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  stub.push(job());
  const bar = lab.panel.getByRole('progressbar', { name: 'Create fresh' });
  await expect(lab.panel.locator('.jp-Envmgr-phase')).toHaveText(
    'Choosing versions'
  );
  await expect(bar).not.toHaveAttribute('value');
  stub.push(
    job({
      progress: {
        phase: 'fetch',
        done: 12e6,
        total: 40e6,
        unit: 'bytes',
        message: 'numpy'
      }
    })
  );
  await expect(lab.panel.getByText('Downloading 12 of 40 MB')).toBeVisible();
  await expect(bar).toHaveAttribute('value', '12000000');
  stub.push(
    job({
      progress: {
        phase: 'link',
        done: 30,
        total: 41,
        unit: 'packages',
        message: ''
      }
    })
  );
  await expect(
    lab.panel.getByText('Installing 30 of 41 packages')
  ).toBeVisible();
});

test('the log grows with the events', async ({ stub, lab }) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  stub.push(job({ log: ['one', 'two'] }));
  await lab.panel.getByText('Log', { exact: true }).click();
  await expect(lab.panel.getByRole('log')).toHaveText('one\ntwo');
  stub.push(job({ log: ['two', 'three'] }));
  await expect(lab.panel.getByRole('log')).toHaveText('one\ntwo\nthree');
});

test('a job can be cancelled', async ({ stub, lab }) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  stub.push(job());
  await lab.panel
    .getByRole('button', { name: 'Cancel “Create fresh”' })
    .click();
  await expect(lab.job('Create fresh')).toHaveCount(0);
  expect(stub.calls).toEqual([{ call: 'DELETE /jobs/job-1', body: null }]);
});

test('a finished creation is announced, with a notebook to open', async ({
  stub,
  lab
}) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  stub.push(job());
  await expect(lab.job('Create fresh')).toBeVisible();
  stub.environments = [
    ...stub.environments,
    environment({ name: 'fresh', kernels: ['conda-env-analysis-py'] })
  ];
  stub.push(job({ state: 'done', ended: '2026-11-21T10:01:00Z' }));
  await expect(lab.row('fresh')).toBeVisible();
  await expect(lab.job('Create fresh')).toHaveCount(0);
  const toast = lab.page.locator('.Toastify__toast');
  await expect(toast).toContainText('The environment fresh is ready.');
  await toast.getByRole('button', { name: 'Open notebook' }).click();
  await expect(lab.page.locator('.jp-NotebookPanel')).toBeVisible({
    timeout: 30_000
  });
});

test('a failure stays with its problem until it is dismissed, also after a reload', async ({
  stub,
  lab
}) => {
  stub.jobs = [
    job({
      state: 'failed',
      problem: {
        code: 'unsolvable',
        message: 'numpy 1.19 needs python <3.10.',
        hint: 'Loosen one of the versions.',
        details: { explanation: 'a long one' }
      }
    })
  ];
  await lab.open();
  const alert = lab.panel.getByRole('alert');
  await expect(alert).toContainText('numpy 1.19 needs python <3.10.');
  await expect(alert).toContainText('Loosen one of the versions.');
  await alert.getByText('Details').click();
  await expect(alert).toContainText('a long one');
  await lab.panel.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toHaveCount(0);
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test('a job survives a reload', async ({ stub, lab }) => {
  stub.jobs = [job()];
  await lab.open();
  await expect(lab.job('Create fresh')).toBeVisible();
  await lab.open();
  await expect(lab.job('Create fresh')).toBeVisible();
});
