import { nullTranslator } from '@jupyterlab/translation';

/** The words as they stand in the code. */
export const trans = nullTranslator.load('jupyter_envmgr');
