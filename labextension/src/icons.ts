import { LabIcon } from '@jupyterlab/ui-components';

import environments from '../style/icons/environments.svg';

/** Layers: conda below, pip on top. */
export const environmentsIcon = new LabIcon({
  name: 'jupyter-envmgr:environments',
  svgstr: environments
});
