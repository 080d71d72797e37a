import { readFile } from 'node:fs/promises';

import { defineConfig } from 'vitest/config';

/** Icons are imported as their markup, the way JupyterLab's own bundler does it. */
const svgAsText = {
  name: 'svg-as-text',
  enforce: 'pre' as const,
  async load(id: string) {
    return id.endsWith('.svg')
      ? `export default ${JSON.stringify(await readFile(id, 'utf8'))}`
      : null;
  }
};

export default defineConfig({
  plugins: [svgAsText],
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    server: { deps: { inline: [/@jupyterlab\//, /@jupyter\//] } }
  }
});
