import type { ReadonlyJSONObject } from '@lumino/coreutils';

const NAME = {
  type: 'string',
  description: 'The name of the environment.'
};

/** What the commands on one state of an environment take. */
export const REVISION_ARGS: { args: ReadonlyJSONObject } = {
  args: {
    type: 'object',
    properties: {
      name: NAME,
      revision: {
        type: ['string', 'null'],
        description: 'The id of the state, as the history has it.'
      }
    }
  }
};

/** For restarts of kernels. */
export const KERNEL_ARGS: { args: ReadonlyJSONObject } = {
  args: {
    type: 'object',
    properties: {
      name: NAME,
      kernel: {
        type: ['string', 'null'],
        description:
          'The id of the kernel; without it, all that are older than the environment.'
      }
    }
  }
};

/** A text out of a command's arguments, null where there is none. */
export function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
