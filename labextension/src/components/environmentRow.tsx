import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretRightIcon,
  ellipsesIcon,
  lockIcon,
  notebookIcon
} from '@jupyterlab/ui-components';
import { useId, type ReactNode } from 'react';

import type { Environment } from '../api';
import { describeContents, describeState } from '../descriptions';
import { IconButton } from './button';

interface IEnvironmentRowProps {
  environment: Environment;
  /** Whether the notebook in front runs in it. */
  current: boolean;
  /** What runs in it, in words; an empty string where nothing does. */
  running: string;
  /** What needs a restart, in words; an empty string where nothing does. */
  outdated: string;
  /** Whether another program is changing it. */
  elsewhere: boolean;
  expanded: boolean;
  trans: TranslationBundle;
  onToggle: () => void;
  onOpenNotebook: () => void;
  /** Open the menu of all actions at a position of the page. */
  onMenu: (x: number, y: number) => void;
  /** What an expanded row shows. */
  children: ReactNode;
}

/** One environment of the list. */
export function EnvironmentRow(props: IEnvironmentRowProps): JSX.Element {
  const { environment, current, running, outdated, expanded, trans } = props;
  const detailsId = useId();
  const Caret = expanded ? caretDownIcon : caretRightIcon;
  return (
    <li
      className="jp-Envmgr-environment"
      data-envmgr-name={environment.name}
      data-current={current || undefined}
    >
      <div className="jp-Envmgr-row">
        <button
          type="button"
          className="jp-Envmgr-disclosure"
          aria-expanded={expanded}
          aria-controls={detailsId}
          onClick={props.onToggle}
        >
          <Caret.react tag="span" className="jp-Envmgr-caret" />
          <span className="jp-Envmgr-summary">
            <span className="jp-Envmgr-title">
              <span className="jp-Envmgr-name" title={environment.name}>
                {environment.name}
              </span>
              <Badges
                environment={environment}
                running={running}
                trans={trans}
              />
            </span>
            <span className="jp-Envmgr-contents">
              {describeContents(environment, trans)}
            </span>
            {!(expanded && environment.problem) && <State {...props} />}
            {outdated && !expanded && (
              <span className="jp-Envmgr-state" data-level="warn">
                {outdated}
              </span>
            )}
          </span>
        </button>
        <RowActions {...props} />
      </div>
      <div id={detailsId} hidden={!expanded}>
        {expanded && props.children}
      </div>
    </li>
  );
}

function RowActions(props: IEnvironmentRowProps): JSX.Element {
  const { environment, trans } = props;
  return (
    <span className="jp-Envmgr-rowActions">
      {environment.kernels.length > 0 && (
        <IconButton
          icon={notebookIcon}
          label={trans.__('Open a notebook with %1', environment.name)}
          onClick={props.onOpenNotebook}
        />
      )}
      <IconButton
        icon={ellipsesIcon}
        label={trans.__('More actions for %1', environment.name)}
        aria-haspopup="menu"
        onClick={event => {
          const box = event.currentTarget.getBoundingClientRect();
          props.onMenu(box.left, box.bottom);
        }}
      />
    </span>
  );
}

type IPartProps = Pick<IEnvironmentRowProps, 'environment' | 'trans'>;

function Badges({
  environment,
  running,
  trans
}: IPartProps & { running: string }): JSX.Element {
  return (
    <>
      {running && <Badge text={trans.__('in use')} title={running} accent />}
      {environment.own_server && (
        <Badge
          text={trans.__('server')}
          title={trans.__('Jupyter itself runs in it')}
        />
      )}
      {environment.kind === 'base' && environment.name !== 'base' && (
        <Badge
          text={trans.__('base')}
          title={trans.__('The environment that holds conda itself')}
        />
      )}
      {environment.protected && <Lock trans={trans} />}
    </>
  );
}

function Badge(props: {
  text: string;
  title: string;
  accent?: boolean;
}): JSX.Element {
  return (
    <span
      className="jp-Envmgr-badge"
      title={props.title}
      data-accent={props.accent}
    >
      {props.text}
    </span>
  );
}

function Lock({ trans }: Pick<IPartProps, 'trans'>): JSX.Element {
  const meaning = trans.__('Protected: it cannot be changed or removed here');
  return (
    <span className="jp-Envmgr-lock" role="img" aria-label={meaning}>
      <lockIcon.react tag="span" title={meaning} />
    </span>
  );
}

/** A line where something is unusual. */
function State({
  environment,
  elsewhere,
  trans
}: Omit<IEnvironmentRowProps, 'children'>): JSX.Element | null {
  const state = describeState(environment, elsewhere, trans);
  return (
    state && (
      <span className="jp-Envmgr-state" data-level={state.level}>
        {state.text}
      </span>
    )
  );
}
