import type { JupyterFrontEnd } from '@jupyterlab/application';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import type { Environment } from './api';
import type { IEnvironmentModel } from './tokens';

/** What the commands on one environment take, as JSON schema. */
export const ENVIRONMENT_ARGS: { args: ReadonlyJSONObject } = {
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The name of the environment.' }
    }
  }
};

/** For commands on one file. */
export const FILE_ARGS: { args: ReadonlyJSONObject } = {
  args: {
    type: 'object',
    properties: {
      path: {
        type: 'string',
        description:
          'The path of the file; without it, the one selected in the file browser.'
      }
    }
  }
};

/** For commands without arguments. */
export const NO_ARGS: { args: ReadonlyJSONObject } = {
  args: { type: 'object', properties: {} }
};

/** The environment that a command is about: the one named, or the row under the context menu. */
export function environmentIn(
  args: ReadonlyPartialJSONObject,
  app: JupyterFrontEnd,
  model: IEnvironmentModel
): Environment | null {
  const name = typeof args.name === 'string' ? args.name : rowUnderMenu(app);
  return model.environments.find(each => each.name === name) ?? null;
}

function rowUnderMenu(app: JupyterFrontEnd): string | undefined {
  const row = app.contextMenuHitTest(node => 'envmgrName' in node.dataset);
  return row?.dataset.envmgrName;
}
