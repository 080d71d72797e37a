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
      {grouped(worstFirst(notices)).map(([first, ...more]) => (
        <li
          key={`${first.severity}-${first.code}`}
          data-severity={first.severity}
        >
          <Severity severity={first.severity} trans={trans} />
          {more.length === 0 ? (
            <Saying {...props} notice={first} />
          ) : (
            <ul className="jp-Envmgr-alike">
              {[first, ...more].map((notice, at) => (
                <li key={at}>
                  <Saying {...props} notice={notice} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function Saying(props: INoticeListProps & { notice: Notice }): JSX.Element {
  return (
    <>
      <p>{props.notice.message}</p>
      <Alternatives {...props} />
    </>
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

type Group = [Notice, ...Notice[]];

/** Notices of one rule together, where the first of them stands. */
function grouped(notices: readonly Notice[]): Group[] {
  const groups = new Map<string, Group>();
  for (const notice of notices) {
    const key = `${notice.severity}-${notice.code}`;
    const group = groups.get(key);
    if (group) {
      group.push(notice);
    } else {
      groups.set(key, [notice]);
    }
  }
  return [...groups.values()];
}
