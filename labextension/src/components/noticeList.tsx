import type { TranslationBundle } from '@jupyterlab/translation';

import type { Alternative, Notice } from '../api';
import { Button } from './button';
import { Severity } from './severity';

interface INoticeListProps {
  notices: readonly Notice[];
  /** Whether alternatives can be chosen now. */
  available: boolean;
  onChoose: (alternative: Alternative) => void;
  trans: TranslationBundle;
}

/** What the rules say about a plan, worst first, with the choices that a person has. */
export function NoticeList(props: INoticeListProps): JSX.Element | null {
  const { notices, trans } = props;
  if (notices.length === 0) {
    return null;
  }
  return (
    <ul className="jp-Envmgr-notices" aria-label={trans.__('Notices')}>
      {worstFirst(notices).map((notice, at) => (
        <li key={`${notice.code}-${at}`} data-severity={notice.severity}>
          <Severity severity={notice.severity} trans={trans} />
          <p>{notice.message}</p>
          <Alternatives {...props} notice={notice} />
        </li>
      ))}
    </ul>
  );
}

function Alternatives(
  props: INoticeListProps & { notice: Notice }
): JSX.Element | null {
  const { notice, available, onChoose } = props;
  if (notice.alternatives.length === 0) {
    return null;
  }
  return (
    <div className="jp-Envmgr-buttons">
      {notice.alternatives.map(alternative => (
        <Button
          key={alternative.title}
          unavailable={!available}
          onClick={() => onChoose(alternative)}
        >
          {alternative.title}
        </Button>
      ))}
    </div>
  );
}

const SEVERITIES: readonly Notice['severity'][] = ['error', 'warning', 'info'];

/** The order of the rules stays within a severity. */
function worstFirst(notices: readonly Notice[]): Notice[] {
  return SEVERITIES.flatMap(severity =>
    notices.filter(notice => notice.severity === severity)
  );
}
