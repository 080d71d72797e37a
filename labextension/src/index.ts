import { commandsPlugin } from './plugins/commands';
import { currentNotebookPlugin } from './plugins/currentNotebook';
import { modelPlugin } from './plugins/model';
import { notificationsPlugin } from './plugins/notifications';
import { openNotebookPlugin } from './plugins/openNotebook';
import { panelPlugin } from './plugins/panel';

export { ICurrentNotebook, IEnvironmentModel } from './tokens';

export default [
  modelPlugin,
  currentNotebookPlugin,
  openNotebookPlugin,
  commandsPlugin,
  notificationsPlugin,
  panelPlugin
];
