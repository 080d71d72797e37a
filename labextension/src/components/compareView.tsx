import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState } from 'react';

import type { Revision, RevisionList } from '../api';
import type { IEnvironmentModel } from '../tokens';
import { ProblemAlert } from './problemAlert';
import { StateChanges } from './stateChanges';
import { useLoaded } from './useLoaded';

interface ICompareViewProps {
  history: RevisionList;
  /** Ids of the two states to begin with. */
  from: string;
  to: string;
  diff: IEnvironmentModel['diff'];
  trans: TranslationBundle;
}

/** Two states of an environment, to be chosen, and what changes from the one to the other. */
export function CompareView(props: ICompareViewProps): JSX.Element {
  const { history, diff, trans } = props;
  const [from, setFrom] = useState(props.from);
  const [to, setTo] = useState(props.to);
  const compared = useLoaded(
    () => diff(history.environment, to, from),
    `${from}\n${to}`
  );
  return (
    <div className="jp-Envmgr-plan">
      <div className="jp-Envmgr-states">
        <Choice
          label={trans.__('From')}
          value={from}
          revisions={history.revisions}
          onChange={setFrom}
          trans={trans}
        />
        <Choice
          label={trans.__('To')}
          value={to}
          revisions={history.revisions}
          onChange={setTo}
          trans={trans}
        />
      </div>
      {compared.state === 'loading' && (
        <p aria-busy="true">{trans.__('Comparing…')}</p>
      )}
      {compared.state === 'failed' && (
        <ProblemAlert problem={compared.problem} trans={trans} />
      )}
      {compared.state === 'ready' && (
        <div className="jp-Envmgr-planBody">
          <StateChanges changes={compared.value.changes} trans={trans} />
        </div>
      )}
    </div>
  );
}

interface IChoiceProps {
  label: string;
  value: string;
  revisions: readonly Revision[];
  onChange: (id: string) => void;
  trans: TranslationBundle;
}

function Choice(props: IChoiceProps): JSX.Element {
  const { label, value, revisions, onChange, trans } = props;
  const id = useId();
  return (
    <div className="jp-Envmgr-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="jp-Envmgr-input"
        value={value}
        onChange={event => onChange(event.target.value)}
      >
        {revisions.map(revision => (
          <option key={revision.id} value={revision.id}>
            {nameOf(revision, trans)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A state in a line. */
function nameOf(revision: Revision, trans: TranslationBundle): string {
  const when = Time.formatHuman(new Date(revision.when));
  return revision.state === 'current'
    ? trans.__('Now: %1 (%2)', revision.title, when)
    : trans.__('%1 (%2)', revision.title, when);
}
