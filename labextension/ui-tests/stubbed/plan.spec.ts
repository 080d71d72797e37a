import { expect, test, type Lab } from '../lab';
import { KEPT, plan } from '../planSamples';
import { checkScreen } from '../screen';

const CONTENT = '.jp-Dialog-content';

async function expand(lab: Lab, name = 'analysis'): Promise<void> {
  await lab.open();
  await lab.row(name).getByRole('button').first().click();
}

/** Ask for packages in the row of analysis. */
async function add(lab: Lab, text = 'torch some-pypi-thing'): Promise<void> {
  await expand(lab);
  const field = lab.panel.getByLabel('Add packages', { exact: true });
  await field.fill(text);
  await field.press('Enter'); // suggestions may cover the button
  await expect(lab.dialog).toBeVisible();
}

const apply = (lab: Lab) =>
  lab.dialog.getByRole('button', { name: 'Apply', exact: true });

test('a plan says what will happen in both layers, and is applied as it is', async ({
  stub,
  lab
}) => {
  await add(lab);
  await expect(lab.dialog).toContainText('Review changes to analysis');
  await expect(lab.dialog).toContainText(
    '14 added, 1 upgraded, 1 downgraded, 1 rebuilt, 1 reinstalled, 1 removed'
  );
  await expect(lab.dialog).toContainText('48 MB to download');
  const conda = lab.dialog.getByRole('table', { name: /^conda/ });
  const pip = lab.dialog.getByRole('table', { name: /^pip/ });
  await expect(conda.getByRole('row', { name: /^numpy/ })).toContainText(
    'upgraded1.26.4 →becomes 2.1.0'
  );
  await expect(pip.getByRole('row', { name: /^tinytool/ })).toContainText(
    'reinstalled0.3'
  );
  await checkScreen(lab, 'plan', CONTENT);
  await apply(lab).click();
  await expect(lab.dialog).toHaveCount(0);
  await expect(lab.job('Change analysis')).toBeVisible();
  await expect(
    lab.panel.getByLabel('Add packages', { exact: true })
  ).toHaveValue('');
  expect(stub.calls).toEqual([
    {
      call: 'POST /plans',
      body: { environment: 'analysis', install: ['torch', 'some-pypi-thing'] }
    },
    { call: 'POST /plans/plan-1/apply', body: null }
  ]);
});

test('a long layer shows what was asked for first, and the rest on demand', async ({
  stub,
  lab
}) => {
  await add(lab);
  const rows = lab.dialog
    .getByRole('table', { name: /^conda/ })
    .getByRole('row');
  await expect(rows).toHaveCount(9);
  await expect(rows.nth(1)).toContainText('asked for');
  await expect(rows.nth(2)).toContainText('asked for');
  await expect(rows.nth(3)).toContainText('removed');
  await lab.dialog.getByRole('button', { name: 'Show all 17' }).click();
  await expect(rows).toHaveCount(18);
  await checkScreen(lab, 'plan-all', CONTENT);
  expect(stub.calls).toHaveLength(1);
});

test('an alternative makes the plan again, and that one is applied', async ({
  stub,
  lab
}) => {
  let release = () => undefined as void;
  stub.planner = request =>
    request.layers
      ? plan({ id: 'plan-2', request, conda: [], notices: [] })
      : plan({ request });
  await add(lab);
  stub.gates.set('POST /plans', new Promise(resolve => (release = resolve)));
  await lab.dialog.getByRole('button', { name: 'Keep torch on pip' }).click();
  await expect(lab.dialog.getByRole('status')).toHaveText('Planning again…');
  await expect(apply(lab)).toBeDisabled();
  await checkScreen(lab, 'plan-again', CONTENT);
  release();
  await expect(lab.dialog.getByText('torch is pytorch')).toHaveCount(0);
  await expect(lab.dialog).toContainText('You chose: Keep torch on pip');
  await checkScreen(lab, 'plan-chosen', CONTENT);
  await apply(lab).click();
  await expect(lab.dialog).toHaveCount(0);
  expect(stub.calls.slice(1)).toEqual([
    {
      call: 'POST /plans',
      body: {
        environment: 'analysis',
        install: ['torch', 'some-pypi-thing'],
        layers: { torch: 'pip' }
      }
    },
    { call: 'POST /plans/plan-2/apply', body: null }
  ]);
});

test('planning shows that it goes on, and can be given up', async ({
  stub,
  lab
}) => {
  stub.gates.set('POST /plans', new Promise(() => undefined));
  const gone = lab.page.waitForEvent('requestfailed', request =>
    request.url().includes('/envmgr/plans')
  );
  await add(lab);
  await expect(lab.dialog.getByRole('progressbar')).toBeVisible();
  await expect(lab.dialog.getByRole('status')).toContainText('Planning');
  await expect(apply(lab)).toBeDisabled();
  await checkScreen(lab, 'plan-busy', CONTENT);
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(lab.dialog).toHaveCount(0);
  await gone;
  await expect(
    lab.panel.getByLabel('Add packages', { exact: true })
  ).toHaveValue('torch some-pypi-thing');
});

test('a request that cannot be planned is explained in the dialog', async ({
  stub,
  lab
}) => {
  stub.refuse('POST /plans', 422, {
    code: 'pip-conflict',
    message:
      'some-pypi-thing 1.4 needs numpy <2, and pandas 2.3 from conda needs numpy >=2.',
    hint: 'Ask for an older pandas, or do without some-pypi-thing.',
    details: {
      explanation: [
        'some-pypi-thing 1.4 would require',
        '└─ numpy <2, which conflicts with any installable version of',
        '   pandas 2.3'
      ]
    }
  });
  await add(lab);
  const alert = lab.dialog.getByRole('alert');
  await expect(alert).toContainText('needs numpy <2');
  await expect(alert).toContainText('older pandas');
  await alert.getByText('Details').click();
  await expect(alert).toContainText('└─ numpy <2');
  await expect(apply(lab)).toBeDisabled();
  await checkScreen(lab, 'plan-problem', CONTENT);
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(
    lab.panel.getByLabel('Add packages', { exact: true })
  ).toHaveValue('torch some-pypi-thing');
  expect(stub.calls).toHaveLength(1);
});

test('an environment that has changed meanwhile gets a new plan to look at', async ({
  stub,
  lab
}) => {
  const fresh = plan({ id: 'plan-2', conda: [], notices: [] });
  stub.plans.set(fresh.id, fresh);
  stub.refuse('POST /plans/plan-1/apply', 409, {
    code: 'stale-plan',
    message: 'analysis has changed since the plan was made.',
    hint: 'Look at the new plan in the details, and apply that.',
    details: { plan: fresh }
  });
  await add(lab);
  await apply(lab).click();
  await expect(lab.dialog.getByRole('alert')).toContainText(
    'has changed meanwhile'
  );
  await expect(lab.dialog).toContainText('1 added, 1 reinstalled');
  await checkScreen(lab, 'plan-stale', CONTENT);
  await apply(lab).click();
  await expect(lab.dialog).toHaveCount(0);
  expect(stub.calls.map(({ call }) => call)).toEqual([
    'POST /plans',
    'POST /plans/plan-1/apply',
    'POST /plans/plan-2/apply'
  ]);
});

test('where there is nothing to do, the dialog says so and can only be closed', async ({
  stub,
  lab
}) => {
  stub.planner = request =>
    plan({ request, conda: [], pip: [], notices: [], download_bytes: 0 });
  await add(lab, 'numpy');
  await expect(lab.dialog).toContainText('Nothing to change');
  await expect(apply(lab)).toBeHidden();
  await checkScreen(lab, 'plan-empty', CONTENT);
  await lab.dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(lab.dialog).toHaveCount(0);
  expect(stub.calls).toHaveLength(1);
});

test('a wish that changes no package can be applied where it is kept', async ({
  stub,
  lab
}) => {
  stub.planner = request =>
    plan({ request, conda: [], pip: [], notices: [KEPT], download_bytes: 0 });
  await add(lab, 'numpy');
  await expect(lab.dialog).toContainText('Nothing to install or remove.');
  await expect(lab.dialog).toContainText('will be kept as asked for');
  await checkScreen(lab, 'plan-kept', CONTENT);
  await apply(lab).click();
  await expect(lab.dialog).toHaveCount(0);
  expect(stub.calls.map(({ call }) => call)).toEqual([
    'POST /plans',
    'POST /plans/plan-1/apply'
  ]);
});

test('Escape leaves a plan, and Enter on a button of its body applies nothing', async ({
  stub,
  lab
}) => {
  await add(lab);
  await lab.dialog.getByRole('button', { name: 'Show all 17' }).focus();
  await lab.page.keyboard.press('Enter');
  await expect(lab.dialog.getByText('libtorch-part-11')).toBeVisible();
  await lab.page.keyboard.press('Escape');
  await expect(lab.dialog).toHaveCount(0);
  expect(stub.calls).toHaveLength(1);
});

test('leaving while a plan is applied waits for the answer', async ({
  stub,
  lab
}) => {
  let release = () => undefined as void;
  const call = 'POST /plans/plan-1/apply';
  stub.gates.set(call, new Promise(resolve => (release = resolve)));
  await add(lab);
  await apply(lab).click();
  await expect(lab.dialog.getByRole('status')).toHaveText('Starting…');
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  await lab.page.keyboard.press('Escape');
  await expect(lab.dialog).toBeVisible();
  release();
  await expect(lab.dialog).toHaveCount(0);
  await expect(lab.job('Change analysis')).toBeVisible();
  // What was typed goes, as it does where a plan was applied.
  await expect(
    lab.panel.getByLabel('Add packages', { exact: true })
  ).toHaveValue('');
});

test('leaving while a plan is applied that is refused closes it', async ({
  stub,
  lab
}) => {
  let release = () => undefined as void;
  const call = 'POST /plans/plan-1/apply';
  stub.gates.set(call, new Promise(resolve => (release = resolve)));
  stub.refuse(call, 409, {
    code: 'busy',
    message: 'analysis is being changed.',
    hint: 'Wait for that to end.',
    details: {}
  });
  await add(lab);
  await apply(lab).click();
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  release();
  await expect(lab.dialog).toHaveCount(0);
  await expect(
    lab.panel.getByLabel('Add packages', { exact: true })
  ).toHaveValue('torch some-pypi-thing');
});

test('a creation can be previewed, and made from there', async ({
  stub,
  lab
}) => {
  stub.planner = request =>
    plan({ request, action: 'create', title: 'Create fresh' });
  await lab.open();
  await lab.panel.getByRole('button', { name: 'New environment' }).click();
  await lab.panel.getByLabel('Name').fill('fresh');
  await lab.panel.getByLabel('Packages', { exact: true }).fill('numpy');
  await lab.panel.getByRole('button', { name: 'Preview' }).click();
  await expect(lab.dialog).toContainText('Review the new environment fresh');
  await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(lab.panel.getByLabel('Name')).toHaveValue('fresh');
  await lab.panel.getByRole('button', { name: 'Preview' }).click();
  await lab.dialog.getByRole('button', { name: 'Create' }).click();
  await expect(lab.job('Create fresh')).toBeVisible();
  await expect(lab.panel.getByLabel('Name')).toHaveCount(0);
  expect(stub.calls.slice(1)).toEqual([
    {
      call: 'POST /plans',
      body: {
        environment: 'fresh',
        kernel: true,
        packages: ['numpy'],
        pip: [],
        channels: []
      }
    },
    { call: 'POST /plans/plan-1/apply', body: null }
  ]);
});
