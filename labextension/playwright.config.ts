import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { defineConfig } from '@playwright/test';

const PORT = process.env.ENVMGR_UI_PORT ?? '18898';
const URL = `http://127.0.0.1:${PORT}`;

/** The browser of the system; Playwright's own where there is none. */
const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome'
].find(path => path !== undefined && existsSync(path));

/** The Python to run JupyterLab: one that is named, the development environment's, any. */
const python =
  process.env.ENVMGR_UI_PYTHON ??
  ['bin/python', 'Scripts/python.exe']
    .map(path => join(__dirname, '..', '.venv', path))
    .find(existsSync) ??
  'python';

export default defineConfig({
  forbidOnly: Boolean(process.env.CI),
  outputDir: 'test-results',
  reporter: [['list']],
  // A shared machine may stall for longer than a browser waits; a second failure is one.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  workers: 2,
  use: {
    launchOptions: {
      ...(executablePath && { executablePath }),
      // People have scroll bars, and they take room.
      ignoreDefaultArgs: ['--hide-scrollbars'],
      // The sandbox of Chromium does not work for root, as in containers.
      chromiumSandbox: process.getuid?.() !== 0
    },
    trace: 'retain-on-failure',
    viewport: { width: 1100, height: 800 }
  },
  projects: [
    {
      name: 'stubbed',
      testDir: 'ui-tests/stubbed',
      use: { baseURL: URL }
    },
    {
      name: 'e2e',
      testDir: 'ui-tests/e2e',
      timeout: 300_000
    }
  ],
  webServer: {
    command: `"${python}" ui-tests/lab.py ${PORT}`,
    url: `${URL}/api`,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 }
  }
});
