import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import { EMPTY_DRAFT, joinSpecs, type IDraft } from './draft';

/** What the form of a new environment holds when it opens: a setting. */
export class FormDefaults {
  constructor(registry: ISettingRegistry | null, plugin: string) {
    registry?.load(plugin).then(
      settings => {
        this.settings = settings;
      },
      (error: unknown) => {
        console.warn('jupyter-envmgr: its settings cannot be read.', error);
      }
    );
  }

  get draft(): IDraft {
    const kernel = this.settings?.composite.defaultKernel;
    const packages = this.settings?.composite.defaultPackages;
    return {
      ...EMPTY_DRAFT,
      kernel: kernel !== false,
      packages: Array.isArray(packages) ? joinSpecs(packages.map(String)) : ''
    };
  }

  private settings: ISettingRegistry.ISettings | null = null;
}
