import type { IEnvironmentActions } from '../src/components/environmentDetails';
import type { IFileReader } from '../src/components/packageSection';
import type { IEnvironmentModel } from '../src/tokens';
import { HISTORY } from '../ui-tests/historySamples';
import { environment, PACKAGES } from '../ui-tests/samples';

/** Actions that do nothing. */
export const ACTIONS: IEnvironmentActions = {
  openNotebook: () => undefined,
  clone: () => undefined,
  exportFile: () => undefined,
  rename: () => undefined,
  remove: () => undefined,
  checkFiles: () => undefined,
  review: () => Promise.resolve(true),
  undo: () => undefined,
  restore: () => undefined,
  compare: () => undefined,
  forget: () => Promise.resolve(true),
  restartKernels: () => undefined,
  bringBack: () => undefined,
  forgetRemoved: () => undefined
};

/** A healthy environment with packages. */
export const SOURCE: Pick<
  IEnvironmentModel,
  'health' | 'measure' | 'packages' | 'revisions' | 'search' | 'versions'
> = {
  health: () => Promise.resolve({ problems: [], deep: false }),
  measure: () => Promise.resolve(environment({ size: 1000 })),
  packages: () => Promise.resolve(PACKAGES),
  revisions: () => Promise.resolve(HISTORY),
  search: () => Promise.resolve([]),
  versions: () => Promise.resolve([])
};

/** Takes each file as an environment.yml. */
export const FILES: IFileReader = {
  accept: '.yml',
  read: ({ name }) => Promise.resolve({ name, text: 'x', folder: null })
};

/** What an expanded row knows besides while nothing happens. */
export const QUIET = {
  kernels: [],
  checking: false,
  elsewhere: false,
  reading: 0,
  historyRevealed: null
} as const;
