import { LabIcon } from '@jupyterlab/ui-components';

import note from '../style/icons/note.svg';
import warning from '../style/icons/warning.svg';

/** The letter i in a disc. */
export const noteIcon = new LabIcon({
  name: 'jupyter-envmgr:note',
  svgstr: note
});

/** A triangle with an exclamation mark. */
export const warningIcon = new LabIcon({
  name: 'jupyter-envmgr:warning',
  svgstr: warning
});
