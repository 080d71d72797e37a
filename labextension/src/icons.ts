import { LabIcon } from '@jupyterlab/ui-components';

import environments from '../style/icons/environments.svg';
import warning from '../style/icons/warning.svg';

/** Layers: conda below, pip on top. */
export const environmentsIcon = new LabIcon({
  name: 'jupyter-envmgr:environments',
  svgstr: environments
});

/** A triangle with an exclamation mark. */
export const warningIcon = new LabIcon({
  name: 'jupyter-envmgr:warning',
  svgstr: warning
});
