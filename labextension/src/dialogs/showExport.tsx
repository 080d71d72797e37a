import { Clipboard, Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { ReactWidget } from '@jupyterlab/ui-components';

import type { Export } from '../api';
import { ExportView, type IExportViewProps } from '../components/exportView';

interface IExportOptions extends Pick<
  IExportViewProps,
  'folder' | 'formats' | 'load' | 'notebook' | 'saveLabel' | 'trans'
> {
  title: string;
  contents: Contents.IManager;
}

/** Shows an environment written down, until the dialog is closed. */
export async function showExport(options: IExportOptions): Promise<void> {
  const { title, folder, contents, trans, ...view } = options;
  const body = ReactWidget.create(
    <ExportView
      {...view}
      trans={trans}
      folder={folder}
      onCopy={({ text }) => Clipboard.copyToSystem(text)}
      onDownload={download}
      onSave={(file, overwrite) => save(contents, folder, file, overwrite)}
    />
  );
  const dialog = new Dialog({
    title,
    body,
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
  dialog.addClass('jp-Envmgr-dialog');
  await dialog.launch();
}

function download({ filename, text }: Export): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves a file unless one is there already; gives whether it did. */
async function save(
  contents: Contents.IManager,
  folder: string,
  { filename, text }: Export,
  overwrite: boolean
): Promise<boolean> {
  const path = PathExt.join(folder, filename);
  if (!overwrite && (await exists(contents, path))) {
    return false;
  }
  await contents.save(path, { type: 'file', format: 'text', content: text });
  return true;
}

async function exists(
  contents: Contents.IManager,
  path: string
): Promise<boolean> {
  try {
    await contents.get(path, { content: false });
    return true;
  } catch (error) {
    const status =
      error instanceof ServerConnection.ResponseError && error.response.status;
    if (status === 404) {
      return false;
    }
    throw error;
  }
}
