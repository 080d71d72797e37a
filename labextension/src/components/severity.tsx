import type { TranslationBundle } from '@jupyterlab/translation';
import { errorIcon } from '@jupyterlab/ui-components';

import type { Notice } from '../api';
import { noteIcon, warningIcon } from '../severityIcons';

interface ISeverityProps {
  severity: Notice['severity'];
  trans: TranslationBundle;
}

/** How serious something is, as icon and word. */
export function Severity({ severity, trans }: ISeverityProps): JSX.Element {
  const { icon: Icon, word } = looks(severity, trans);
  return (
    <span className="jp-Envmgr-severity" data-severity={severity}>
      <Icon.react tag="span" />
      {word}
    </span>
  );
}

function looks(severity: Notice['severity'], trans: TranslationBundle) {
  switch (severity) {
    case 'info':
      return { icon: noteIcon, word: trans.__('Note') };
    case 'warning':
      return { icon: warningIcon, word: trans.__('Warning') };
    case 'error':
      return { icon: errorIcon, word: trans.__('Problem') };
  }
}
