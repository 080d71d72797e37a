import { expect, test, type Lab } from '../lab';
import { environment, job } from '../samples';
import { checkScreen } from '../screen';

const FILE = {
  name: 'climate.yml',
  mimeType: 'text/yaml',
  buffer: Buffer.from(
    'name: climate\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - xarray\n  - pip:\n      - a-tool-with-a-name-that-is-far-too-long-for-a-narrow-panel==1.0\n'
  )
};

/** Screens, and the steps that lead there from the list. */
const SCREENS: Record<string, (lab: Lab) => Promise<unknown>> = {
  list: () => Promise.resolve(),
  details: async lab => {
    await lab.row('analysis').getByRole('button').first().click();
    await expect(lab.panel.getByRole('table')).toBeVisible();
    await expect(lab.panel.getByText('2.3 GB')).toBeVisible();
    // axe stumbles over a table's head that is half out of sight.
    await lab.panel.getByText('Select packages to').scrollIntoViewIfNeeded();
  },
  notebook: async lab => {
    await lab.row('analysis').getByRole('button', { name: 'Open a' }).click();
    await expect(lab.row('analysis')).toContainText('in use', {
      timeout: 30_000
    });
  },
  unreadable: async lab => {
    await lab.row('broken').getByRole('button').first().click();
    await expect(lab.panel.getByRole('table')).toBeVisible();
    await lab.panel.getByText('Details').click();
  },
  form: async lab => {
    await lab.panel.getByRole('button', { name: 'New environment' }).click();
    await lab.panel.getByText('pip packages and channels').click();
    await lab.panel.getByLabel('Name').fill('my env');
  },
  suggestions: async lab => {
    await lab.panel.getByRole('button', { name: 'New environment' }).click();
    await lab.panel.getByLabel('Name').fill('climate');
    await lab.panel.getByLabel('Packages', { exact: true }).fill('');
    await lab.panel
      .getByLabel('Packages', { exact: true })
      .pressSequentially('python=3.12 "numpy >=1.26,<2" pand');
    await expect(lab.panel.getByRole('option')).toHaveCount(2);
    await lab.page.keyboard.press('ArrowDown');
  },
  file: lab =>
    lab.panel
      .getByLabel('Import environment.yml or requirements.txt…')
      .last()
      .setInputFiles(FILE)
};

for (const [name, steps] of Object.entries(SCREENS)) {
  test(`the ${name} is accessible and fits into 250 pixels`, async ({
    stub,
    lab
  }) => {
    expect(stub.environments.length).toBeGreaterThan(0);
    await lab.open();
    await lab.resize(250);
    await steps(lab);
    await checkScreen(lab, name);
  });
}

test('jobs and their failures are accessible and fit into 250 pixels', async ({
  stub,
  lab
}) => {
  stub.jobs = [
    job({
      id: 'a',
      title: 'Create climate',
      progress: {
        phase: 'fetch',
        done: 12e6,
        total: 40e6,
        unit: 'bytes',
        message: 'numpy-2.1.0-py312h1103770_0.conda'
      },
      log: ['Solved in 1.2 s', 'Downloading 41 packages']
    }),
    job({
      id: 'b',
      title: 'Create analysis-2',
      state: 'failed',
      problem: {
        code: 'unsolvable',
        message: 'No set of packages satisfies what was asked for.',
        hint: 'Loosen one of the versions that the explanation names.',
        details: {
          explanation: [
            'The following packages are incompatible',
            '├─ numpy <1.20 can be installed with any of the following options:',
            '│  └─ numpy 1.19.5 would require',
            '│     └─ python >=3.9,<3.10.0a0, which can be installed;',
            '└─ python 3.12.* cannot be installed'
          ]
        }
      }
    }),
    job({ id: 'c', title: 'Clone geo as geo-2', state: 'queued' })
  ];
  await lab.open();
  await lab.resize(250);
  await lab.panel.getByText('Log', { exact: true }).click();
  await lab.panel.getByText('Details').click();
  await checkScreen(lab, 'jobs');
});

test('the start without environments is accessible', async ({ stub, lab }) => {
  stub.environments = [];
  await lab.open();
  await expect(lab.panel.getByText('No environments yet')).toBeVisible();
  await checkScreen(lab, 'empty');
});

test('a server without the extension is explained accessibly', async ({
  stub,
  lab
}) => {
  stub.refuse('GET /environments', 404, { message: 'Not Found' });
  await lab.open();
  await expect(lab.panel.getByRole('alert')).toContainText('jupyter server');
  await checkScreen(lab, 'missing');
});

test('waiting for the list is accessible', async ({ stub, lab }) => {
  stub.gates.set('GET /environments', new Promise(() => undefined));
  await lab.open();
  await expect(lab.panel.locator('[aria-busy]')).toBeVisible();
  await checkScreen(lab, 'loading');
});

test('a lost connection is shown accessibly', async ({ stub, lab }) => {
  await lab.open();
  await expect(lab.row('analysis')).toBeVisible();
  stub.gates.set('events', new Promise(() => undefined));
  await stub.disconnect();
  await expect(lab.panel.getByText('Connection lost')).toBeVisible();
  await checkScreen(lab, 'lost');
});

const DIALOGS = {
  clone: 'envmgr:clone',
  export: 'envmgr:export',
  remove: 'envmgr:remove'
};

for (const [name, command] of Object.entries(DIALOGS)) {
  test(`the dialog to ${name} is accessible`, async ({ stub, lab }) => {
    stub.environments = [environment()];
    await lab.open();
    await expect(lab.row('analysis')).toBeVisible();
    await lab.execute(command, { name: 'analysis' });
    await expect(lab.dialog).toBeVisible();
    if (name === 'export') {
      await expect(lab.dialog.getByText('name: analysis')).toBeVisible();
    }
    await checkScreen(lab, name, '.jp-Dialog-content');
  });
}
