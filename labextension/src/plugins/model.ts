import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { Client } from '../client';
import { Events } from '../events';
// Activation builds it at once, see below.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { EnvironmentModel } from '../model';
import { IEnvironmentModel } from '../tokens';

/** The environments, for our own plugins and for others. */
export const modelPlugin: JupyterFrontEndPlugin<IEnvironmentModel> = {
  id: 'jupyter-envmgr:model',
  description: 'Reads the conda environments of the server.',
  autoStart: true,
  provides: IEnvironmentModel,
  activate: app => {
    const settings = app.serviceManager.serverSettings;
    const model = new EnvironmentModel(
      new Client(settings),
      new Events(settings),
      window.localStorage
    );
    void app.started.then(() => model.refresh());
    return model;
  }
};
