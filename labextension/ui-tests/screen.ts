import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { join } from 'node:path';

import { expect, type Lab } from './lab';

type Theme = 'JupyterLab Light' | 'JupyterLab Dark';

/** Folder for pictures of each screen; none are taken where it is not set. */
const SHOTS = process.env.ENVMGR_SHOTS;

/** Check a screen in both themes: nothing axe complains of, nothing wider than its room. */
export async function checkScreen(
  lab: Lab,
  name: string,
  root = '.jp-Envmgr'
): Promise<void> {
  await expectNoOverflow(lab.page, root);
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark'] as const) {
    await wear(lab, theme);
    if (SHOTS) {
      const path = join(SHOTS, `${name}-${theme.split(' ')[1]}.png`);
      await lab.page.screenshot({ path, animations: 'disabled' });
    }
    await expectAccessible(lab.page, root);
  }
}

async function wear(lab: Lab, theme: Theme): Promise<void> {
  await lab.execute('apputils:change-theme', { theme });
  await expect(lab.page.locator('body')).toHaveAttribute(
    'data-jp-theme-name',
    theme
  );
}

/** Nothing that axe complains of; that it looked at the colours is part of the claim. */
export async function expectAccessible(
  page: Page,
  root: string
): Promise<void> {
  // JupyterLab's body has no height, and axe skips contrast where nothing is seen.
  await page.addStyleTag({ content: 'body { height: 100vh; }' });
  let results: Awaited<ReturnType<AxeBuilder['analyze']>> | undefined;
  // While a theme or a file's preview is still being painted, axe cannot tell the colours.
  await expect(async () => {
    results = await new AxeBuilder({ page }).include(root).analyze();
    expect(results.passes.map(({ id }) => id)).toContain('color-contrast');
  }).toPass({ timeout: 15_000 });
  expect(
    results?.violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(node => `${node.html} ${node.failureSummary ?? ''}`)
    }))
  ).toEqual([]);
}

/** No scrolling sideways, apart from boxes that are made for it. */
export async function expectNoOverflow(
  page: Page,
  root: string
): Promise<void> {
  const wide = await page.locator(root).evaluate(top =>
    [top, ...top.querySelectorAll('*')]
      .filter(node => {
        const { overflowX, textOverflow } = getComputedStyle(node);
        const cuts =
          textOverflow === 'ellipsis' ||
          overflowX === 'auto' ||
          node.tagName === 'INPUT';
        return (
          !cuts &&
          node.clientWidth > 1 &&
          node.scrollWidth > node.clientWidth + 1
        );
      })
      .filter(node => getComputedStyle(node).display !== 'inline')
      .map(node => `${node.tagName} ${node.getAttribute('class') ?? ''}`)
  );
  expect(wide).toEqual([]);
}
