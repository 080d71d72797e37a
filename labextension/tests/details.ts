import type { IEnvironmentActions } from '../src/components/environmentDetails';
import type { IFileReader } from '../src/components/packageSection';
import type { IEnvironmentModel } from '../src/tokens';
import { environment, PACKAGES } from '../ui-tests/samples';

/** Actions that do nothing. */
export const ACTIONS: IEnvironmentActions = {
  openNotebook: () => undefined,
  clone: () => undefined,
  exportFile: () => undefined,
  rename: () => undefined,
  remove: () => undefined,
  checkFiles: () => undefined,
  review: () => Promise.resolve(true)
};

/** A healthy environment with packages. */
export const SOURCE: Pick<
  IEnvironmentModel,
  'health' | 'measure' | 'packages' | 'search' | 'versions'
> = {
  health: () => Promise.resolve({ problems: [], deep: false }),
  measure: () => Promise.resolve(environment({ size: 1000 })),
  packages: () => Promise.resolve(PACKAGES),
  search: () => Promise.resolve([]),
  versions: () => Promise.resolve([])
};

/** Takes each file as an environment.yml. */
export const FILES: IFileReader = {
  accept: '.yml',
  read: ({ name }) => Promise.resolve({ name, text: 'x', folder: null })
};
