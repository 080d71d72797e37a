import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

// Activation builds these at once, see below.
/* eslint-disable jupyter/prefer-lazy-imports */
import { Client } from '../client';
import { Events } from '../events';
import { Freshness } from '../freshness';
import { EnvironmentModel } from '../model';
/* eslint-enable jupyter/prefer-lazy-imports */
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
    new Freshness(model);
    void app.started.then(() => model.refresh());
    return model;
  }
};
