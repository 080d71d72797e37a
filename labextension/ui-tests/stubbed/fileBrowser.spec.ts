import { expect, test, type Lab } from '../lab';

/** Put a file into the file browser, and open its context menu. */
async function openMenuOf(
  lab: Lab,
  path: string,
  content: string
): Promise<void> {
  await lab.page.evaluate(
    async ([name, text]) => {
      const { jupyterapp } = window as unknown as {
        jupyterapp: {
          serviceManager: {
            contents: {
              save: (path: string, file: object) => Promise<unknown>;
            };
          };
        };
      };
      await jupyterapp.serviceManager.contents.save(name, {
        type: 'file',
        format: 'text',
        content: text
      });
    },
    [path, content] as const
  );
  await lab.execute('filebrowser:activate');
  await lab.execute('filebrowser:refresh');
  const item = lab.page.locator('.jp-DirListing-item', { hasText: path });
  await item.click({ button: 'right' });
  await expect(
    lab.page.getByRole('menuitem', { name: 'Download', exact: true })
  ).toBeVisible();
}

test('a file of the file browser opens the form from its context menu', async ({
  stub,
  lab
}) => {
  const entry = lab.page.getByRole('menuitem', {
    name: 'New Environment from This File…'
  });
  await lab.open();
  await openMenuOf(lab, 'notes.txt', 'buy milk');
  await expect(entry).toHaveCount(0);
  await lab.page.keyboard.press('Escape');
  await openMenuOf(lab, 'requirements-dev.txt', 'pytest');
  await expect(entry).toBeVisible();
  await lab.page.keyboard.press('Escape');
  await openMenuOf(
    lab,
    'browsed.yml',
    'name: browsed\ndependencies: [numpy]\n'
  );
  await entry.click();
  await expect(lab.panel.getByLabel('Name')).toHaveValue('browsed');
  expect(stub.calls).toEqual([]);
});
