import { commandsPlugin } from './plugins/commands';
import { currentNotebookPlugin } from './plugins/currentNotebook';
import { historyPlugin } from './plugins/history';
import { modelPlugin } from './plugins/model';
import { notificationsPlugin } from './plugins/notifications';
import { openNotebookPlugin } from './plugins/openNotebook';
import { panelPlugin } from './plugins/panel';
import { runningKernelsPlugin } from './plugins/runningKernels';

export { ICurrentNotebook, IEnvironmentModel, IRunningKernels } from './tokens';

export default [
  modelPlugin,
  currentNotebookPlugin,
  runningKernelsPlugin,
  openNotebookPlugin,
  commandsPlugin,
  historyPlugin,
  notificationsPlugin,
  panelPlugin
];
