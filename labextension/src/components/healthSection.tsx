import type { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon } from '@jupyterlab/ui-components';
import { useId, useRef, useState } from 'react';

import type { ChangeRequest, Health, HealthProblem } from '../api';
import { repairOf } from '../changeRequests';
import { Button } from './button';
import { ProblemAlert } from './problemAlert';
import { Severity } from './severity';
import type { Loaded } from './useLoaded';

/** Problems that are shown at once. */
const FEW = 5;

interface IHealthSectionProps {
  name: string;
  health: Loaded<Health>;
  /** Whether it was looked for just now; that all is well is said only then. */
  fresh: boolean;
  /** Why nothing can be repaired; an empty string where it can. */
  kept: string;
  /** Whether all files are being checked. */
  checking: boolean;
  onRepair: (change: ChangeRequest) => void;
  onCheck: () => void;
  trans: TranslationBundle;
}

/** What is wrong with an environment, and what mends it. */
export function HealthSection(props: IHealthSectionProps): JSX.Element {
  const { health, fresh, checking, onCheck, trans } = props;
  const id = useId();
  const isWell = health.state === 'ready' && health.value.problems.length === 0;
  const looking = health.state === 'loading' || (isWell && !fresh);
  return (
    <section className="jp-Envmgr-section" aria-labelledby={id}>
      <div className="jp-Envmgr-sectionHead">
        <h3 id={id}>{trans.__('Health')}</h3>
        <Button
          unavailable={checking}
          title={trans.__('Compare the checksums of all files')}
          onClick={onCheck}
        >
          {checking ? trans.__('Checking…') : trans.__('Check all files')}
        </Button>
      </div>
      {looking && (
        <p className="jp-Envmgr-quiet" aria-busy="true">
          {trans.__('Looking for problems…')}
        </p>
      )}
      {health.state === 'failed' && (
        <ProblemAlert problem={health.problem} trans={trans} />
      )}
      {health.state === 'ready' && !looking && (
        <Findings {...props} {...health.value} />
      )}
    </section>
  );
}

type IFindingsProps = IHealthSectionProps & Health;

function Findings(props: IFindingsProps): JSX.Element {
  const { problems, deep, kept, onRepair, trans } = props;
  const [all, setAll] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  if (problems.length === 0) {
    return (
      <p className="jp-Envmgr-healthy">
        <checkIcon.react tag="span" />
        {deep
          ? trans.__('No problems found; all files are as they should be.')
          : trans.__('No problems found.')}
      </p>
    );
  }
  const shown = all ? problems : problems.slice(0, FEW);
  const repairable = problems.filter(({ repair }) => repair !== null);
  return (
    <>
      <ul
        ref={list}
        className="jp-Envmgr-notices"
        aria-label={trans.__('Problems')}
        tabIndex={-1}
      >
        {shown.map((problem, at) => (
          <Finding key={`${problem.code}-${at}`} {...props} problem={problem} />
        ))}
      </ul>
      <div className="jp-Envmgr-buttons">
        {shown.length < problems.length && (
          <Button
            onClick={() => {
              setAll(true);
              list.current?.focus(); // the button goes
            }}
          >
            {trans.__('Show all %1', problems.length)}
          </Button>
        )}
        {!kept && repairable.length > 1 && (
          <Button look="accept" onClick={() => onRepair(repairOf(repairable))}>
            {trans.__('Repair all…')}
          </Button>
        )}
      </div>
      {kept && repairable.length > 0 && <p>{kept}</p>}
    </>
  );
}

function Finding(
  props: IFindingsProps & { problem: HealthProblem }
): JSX.Element {
  const { problem, kept, onRepair, trans } = props;
  const { severity, message, hint, repair } = problem;
  return (
    <li data-severity={severity}>
      <Severity severity={severity} trans={trans} />
      <p>{message}</p>
      {hint && <p className="jp-Envmgr-problemHint">{hint}</p>}
      {repair && !kept && (
        <Button
          aria-label={trans.__('Repair: %1', message)}
          onClick={() => onRepair(repair)}
        >
          {trans.__('Repair…')}
        </Button>
      )}
    </li>
  );
}
