import { expect } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Lab } from '../lab';

const python = ['bin/python', 'Scripts/python.exe']
  .map(path => join(__dirname, '..', '..', '..', '.venv', path))
  .find(existsSync);
const SHOTS = process.env.ENVMGR_SHOTS;

/** A JupyterLab with our server extension and everything behind it, on a machine of its own. */
export class Server {
  private constructor(
    private readonly url: string,
    /** The folder of everything that it writes. */
    readonly home: string,
    private readonly process: ChildProcess
  ) {}

  static async start(port: number): Promise<Server> {
    const home = mkdtempSync(join(tmpdir(), 'envmgr-e2e-'));
    const script = join(__dirname, 'lab.py');
    const server = spawn(python ?? 'python', [script, String(port), home], {
      stdio: ['ignore', 'ignore', 'inherit']
    });
    const url = `http://127.0.0.1:${port}`;
    await expect(async () => {
      expect((await fetch(`${url}/api`)).ok).toBe(true);
    }).toPass({ timeout: 200_000 });
    return new Server(url, home, server);
  }

  async stop(): Promise<void> {
    const gone = new Promise(resolve => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await gone;
    rmSync(this.home, { recursive: true, force: true });
  }

  /** The packages of an environment, as `layer name=version`. */
  async packages(name: string): Promise<string[]> {
    const path = `/envmgr/environments/${name}/packages`;
    const answer = await fetch(this.url + path);
    const table = (await answer.json()) as {
      packages: { layer: string; name: string; version: string }[];
    };
    return table.packages.map(
      each => `${each.layer} ${each.name}=${each.version}`
    );
  }
}

/** Take pictures in both themes, where a folder for them is set. */
export async function picture(lab: Lab, name: string): Promise<void> {
  if (!SHOTS) {
    return;
  }
  for (const theme of ['Light', 'Dark']) {
    await lab.execute('apputils:change-theme', {
      theme: `JupyterLab ${theme}`
    });
    await expect(lab.page.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      `JupyterLab ${theme}`
    );
    const path = join(SHOTS, `${name}-${theme.toLowerCase()}.png`);
    await lab.page.screenshot({ path, animations: 'disabled' });
  }
}
