import {
  test as base,
  expect,
  type Locator,
  type Page
} from '@playwright/test';

import { Stub } from './stub';

interface IJupyterWindow {
  jupyterapp?: {
    restored: Promise<void>;
    commands: { execute: (id: string, args?: object) => Promise<unknown> };
  };
}

/** JupyterLab in a page, with our panel. */
export class Lab {
  constructor(readonly page: Page) {}

  get panel(): Locator {
    return this.page.locator('.jp-Envmgr');
  }

  get dialog(): Locator {
    return this.page.locator('dialog.jp-Dialog');
  }

  row(name: string): Locator {
    return this.panel.locator(`[data-envmgr-name="${name}"]`);
  }

  /** The card of a change under way, or of one that failed. */
  job(title: string): Locator {
    const heading = this.page.getByText(title, { exact: true });
    return this.panel.locator('.jp-Envmgr-job').filter({ has: heading });
  }

  /** Load JupyterLab in a workspace of its own, and show the panel. */
  async open(): Promise<void> {
    await this.keepSettings();
    await this.page.goto('/lab?reset');
    // The launcher takes the focus when it comes, which is late.
    await expect(this.page.locator('.jp-Launcher')).toBeVisible({
      timeout: 30_000 // a shared machine may take its time to load JupyterLab
    });
    await this.execute('envmgr:open');
    await expect(this.panel).toBeVisible();
  }

  async execute(command: string, args: object = {}): Promise<void> {
    await this.page.waitForFunction(
      () => (window as IJupyterWindow).jupyterapp !== undefined
    );
    await this.page.evaluate(
      async ([id, options]) => {
        const app = (window as IJupyterWindow).jupyterapp;
        await app?.restored;
        // Not awaited: a command may wait for a dialog that the test is about to answer.
        void app?.commands.execute(id, options);
      },
      [command, args] as const
    );
  }

  /** Keep changed settings in this page: the server is shared with other tests. */
  private async keepSettings(): Promise<void> {
    const changed = new Map<string, string>();
    await this.page.route('**/api/settings/*extension:*', async route => {
      const request = route.request();
      const id = new URL(request.url()).pathname;
      if (request.method() === 'PUT') {
        const { raw } = request.postDataJSON() as { raw: string };
        changed.set(id, raw);
        await route.fulfill({ status: 204 });
      } else {
        const response = await route.fetch();
        const settings = (await response.json()) as { raw: string };
        const raw = changed.get(id) ?? settings.raw;
        await route.fulfill({ response, json: { ...settings, raw } });
      }
    });
    await this.page.route('**/api/workspaces/**', route =>
      route.request().method() === 'PUT'
        ? route.fulfill({ status: 204 })
        : route.fallback()
    );
  }

  /** Set the width of the panel, in pixels. */
  async resize(width: number): Promise<void> {
    const handle = this.page
      .locator('#jp-main-split-panel > .lm-SplitPanel-handle')
      .first();
    const edge = await handle.boundingBox();
    const panel = await this.panel.boundingBox();
    if (!edge || !panel) {
      throw new Error('the side area is not shown');
    }
    const y = edge.y + edge.height / 2;
    await this.page.mouse.move(edge.x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(panel.x + width, y, { steps: 5 });
    await this.page.mouse.up();
  }
}

/** A test with a stubbed server and JupyterLab; `lab.open()` shows the panel. */
export const test = base.extend<{ stub: Stub; lab: Lab }>({
  stub: async ({ page }, use) => {
    await use(await Stub.on(page));
  },
  lab: async ({ page }, use) => {
    await use(new Lab(page));
  }
});

export { expect };
