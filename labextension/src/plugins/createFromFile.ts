import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';

import { FILE_ARGS } from '../commandArgs';
import { environmentsIcon } from '../icons';
import { CommandIDs } from '../tokens';

/** Names of the files that an environment can be built from. */
const DESCRIBES = /\.ya?ml$|(^|\/)requirements[^/]*\.txt$/i;

interface IOptions {
  browser: IDefaultFileBrowser | null;
  /** Show the form with a file in it. */
  open: (file: File, folder: string) => Promise<void>;
  trans: TranslationBundle;
}

/** Adds the command that opens the form with a file of the file browser. */
export function addCreateFromFile(
  app: JupyterFrontEnd,
  { browser, open, trans }: IOptions
): void {
  app.commands.addCommand(CommandIDs.createFromFile, {
    label: trans.__('New Environment from This File…'),
    icon: environmentsIcon,
    describedBy: FILE_ARGS,
    isVisible: args => {
      const [selected] = browser?.selectedItems() ?? [];
      const path = typeof args.path === 'string' ? args.path : selected?.path;
      return path === undefined || DESCRIBES.test(path);
    },
    execute: async args => {
      const [selected] = browser?.selectedItems() ?? [];
      const path = typeof args.path === 'string' ? args.path : selected?.path;
      if (!path) {
        return;
      }
      try {
        await open(await readFile(app, path), PathExt.dirname(path));
      } catch (error) {
        const { showProblem } = await import('../dialogs/showProblem');
        await showProblem(trans.__('%1 cannot be read', path), error, trans);
      }
    }
  });
}

async function readFile(app: JupyterFrontEnd, path: string): Promise<File> {
  const { content } = (await app.serviceManager.contents.get(path, {
    type: 'file',
    format: 'text',
    content: true
  })) as { content: string };
  return new File([content], PathExt.basename(path));
}
