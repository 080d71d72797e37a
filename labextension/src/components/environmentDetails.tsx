import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';

import type { ChangeRequest, Environment, PlanRequest } from '../api';
import { planOf } from '../changeRequests';
import { whyUnchangeable } from '../descriptions';
import type { IEnvironmentModel, IRunningKernel } from '../tokens';
import { EnvironmentButtons } from './environmentButtons';
import { EnvironmentNotices } from './environmentNotices';
import { Facts } from './facts';
import { HealthSection } from './healthSection';
import { HistorySection } from './historySection';
import { PackageSection, type IFileReader } from './packageSection';
import { ProblemAlert } from './problemAlert';
import { useLoaded } from './useLoaded';
import { useWatched } from './useWatched';

/** What can be done with an environment, by its name. */
export interface IEnvironmentActions {
  openNotebook: (name: string) => void;
  clone: (name: string) => void;
  exportFile: (name: string) => void;
  rename: (name: string) => void;
  remove: (name: string) => void;
  checkFiles: (name: string) => void;
  /** Shows what a request comes to; gives whether it was applied. */
  review: (request: PlanRequest) => Promise<boolean>;
  undo: (name: string) => void;
  restore: (name: string, revision: string) => void;
  compare: (name: string, revision: string) => void;
  /** Deletes what is kept of a state, of all where it is null; gives whether it was done. */
  forget: (name: string, revision: string | null) => Promise<boolean>;
  /** Restarts the kernels that are older than the environment, or one of them by its id. */
  restartKernels: (name: string, kernel: string | null) => void;
  /** Brings back an environment that was removed. */
  bringBack: (name: string) => void;
  /** Deletes what is kept of an environment that was removed. */
  forgetRemoved: (name: string) => void;
}

interface IEnvironmentDetailsProps {
  environment: Environment;
  actions: IEnvironmentActions;
  source: Pick<
    IEnvironmentModel,
    'health' | 'measure' | 'packages' | 'revisions' | 'search' | 'versions'
  >;
  files: IFileReader;
  /** What runs in it. */
  kernels: readonly IRunningKernel[];
  /** Whether all its files are being checked. */
  checking: boolean;
  /** Whether another program is changing it. */
  elsewhere: boolean;
  /** Another number loads everything again. */
  reading: number;
  /** Begin with the keyboard at the history; a new object does it again. */
  historyRevealed: object | null;
  trans: TranslationBundle;
}

/** What an expanded row shows: actions, facts, health, packages and history. */
export function EnvironmentDetails(
  props: IEnvironmentDetailsProps
): JSX.Element {
  const { environment, actions, source, checking, trans } = props;
  const { name, problem } = environment;
  const [forgotten, setForgotten] = useState(0);
  const key = JSON.stringify([environment, props.reading]);
  const measured = useLoaded(() => source.measure(name), key);
  const packages = useLoaded(() => source.packages(name), key);
  const history = useLoaded(
    () => source.revisions(name),
    `${key} ${forgotten}`
  );
  const [health, fresh] = useWatched(
    () => source.health(name),
    `${key} ${checking}`
  );
  const kept = whyUnchangeable(environment, trans);
  const change = (request: ChangeRequest) =>
    actions.review(planOf(name, request));
  const forget = async (revision: string | null) => {
    if (await actions.forget(name, revision)) {
      setForgotten(count => count + 1);
    }
  };
  return (
    <div className="jp-Envmgr-details">
      {problem && <ProblemAlert problem={problem} trans={trans} />}
      <EnvironmentNotices
        {...props}
        onRestart={() => actions.restartKernels(name, null)}
      />
      <EnvironmentButtons
        environment={environment}
        actions={actions}
        undoable={history.state !== 'ready' || history.value.undo !== null}
        trans={trans}
      />
      <Facts environment={environment} measured={measured} trans={trans} />
      {environment.state !== 'unreadable' && (
        <HealthSection
          name={name}
          health={health}
          fresh={fresh}
          kept={kept}
          checking={checking}
          onRepair={request => void change(request)}
          onCheck={() => actions.checkFiles(name)}
          trans={trans}
        />
      )}
      <PackageSection
        name={name}
        packages={packages}
        kept={kept}
        source={source}
        files={props.files}
        onChange={change}
        trans={trans}
      />
      <HistorySection
        history={history}
        kept={kept}
        revealed={props.historyRevealed}
        forgotten={forgotten}
        actions={{
          restore: revision => actions.restore(name, revision),
          compare: revision => actions.compare(name, revision),
          forget: revision => void forget(revision)
        }}
        onFree={() => void forget(null)}
        trans={trans}
      />
    </div>
  );
}
