import type { Environment, Job } from '../api';
import { fromRequest, type IDraft } from '../draft';
import { acceptedEndings } from '../formats';
import { hasEnded } from '../jobs';
import { environmentOf } from '../kernels';
import { Button } from './button';
import { CurrentEnvironment } from './currentEnvironment';
import { EnvironmentItem } from './environmentItem';
import { EnvironmentList } from './environmentList';
import type { IJobActions } from './jobCard';
import { JobList } from './jobList';
import type { IPanelProps } from './panel';
import { EmptyState, Skeleton } from './placeholders';
import { ProblemAlert } from './problemAlert';
import { RemovedList } from './removedList';
import { Toolbar } from './toolbar';

export interface IOverviewProps extends IPanelProps {
  takeFile: (file: File) => void;
}

/** The list of environments, and what goes on around it. */
export function Overview(props: IOverviewProps): JSX.Element {
  const { model, notebook, state, trans } = props;
  const current = environmentOf(notebook?.kernel ?? null, model.environments);
  return (
    <div className="jp-Envmgr-overview">
      <Toolbar
        accept={acceptedEndings(model.formats)}
        // The overview is mounted again when the form closes: the focus comes back to its button.
        focused={state.opening > 0}
        trans={trans}
        onCreate={() => state.openForm(props.defaults())}
        onFile={props.takeFile}
        onRefresh={() => {
          state.readAgain();
          void model.refresh();
        }}
      />
      {notebook && (
        <CurrentEnvironment
          path={notebook.path}
          kernel={notebook.kernel}
          environment={current}
          outdated={isOutdated(current, props)}
          trans={trans}
          onShow={name => state.reveal(name)}
          onRestart={name =>
            props.actions.restartKernels(name, notebook.kernel?.id ?? null)
          }
        />
      )}
      <Connection {...props} />
      <JobList
        jobs={model.jobs}
        actionsFor={job => jobActions(job, props)}
        trans={trans}
      />
      <Environments {...props} current={current} />
      <RemovedList
        environments={model.removed}
        onRestore={props.actions.bringBack}
        onForget={props.actions.forgetRemoved}
        trans={trans}
      />
    </div>
  );
}

/** What stands between us and the server, once the list was there. */
function Connection({ model, trans }: IPanelProps): JSX.Element | null {
  const retry = (
    <Button onClick={() => void model.refresh()}>{trans.__('Retry')}</Button>
  );
  if (model.problem) {
    return (
      <ProblemAlert problem={model.problem} trans={trans}>
        {retry}
      </ProblemAlert>
    );
  }
  return model.live ? null : (
    <div className="jp-Envmgr-offline" role="status">
      <span>{trans.__('Connection lost; trying again…')}</span>
      {retry}
    </div>
  );
}

function Environments(
  props: IPanelProps & { current: Environment | null }
): JSX.Element | null {
  const { model, state, trans } = props;
  if (model.status === 'loading') {
    return <Skeleton trans={trans} />;
  }
  if (model.status === 'failed') {
    return null; // the problem stands above
  }
  if (model.environments.length === 0) {
    if (model.jobs.some(job => !hasEnded(job))) {
      return null; // the first one is on its way
    }
    return (
      <EmptyState
        trans={trans}
        onCreate={() => state.openForm(props.defaults())}
      />
    );
  }
  return (
    <EnvironmentList
      environments={model.environments}
      revealed={state.revealed}
      trans={trans}
      renderRow={environment => (
        <EnvironmentItem
          key={environment.name}
          {...props}
          environment={environment}
        />
      )}
    />
  );
}

/** Whether the kernel of the notebook in front is older than its environment. */
function isOutdated(
  current: Environment | null,
  { notebook, running }: IPanelProps
): boolean {
  const kernels = (current && running?.in(current)) ?? [];
  const own = kernels.find(({ id }) => id === notebook?.kernel?.id);
  return own?.outdated ?? false;
}

function jobActions(job: Job, props: IPanelProps): IJobActions {
  const { model, onError } = props;
  return {
    cancel: ({ id }) => void model.cancel(id).catch(onError),
    dismiss: ({ id }) => model.dismiss(id),
    reload: ({ id }) => void model.reloadJob(id).catch(onError),
    retry: retryOf(job, props)
  };
}

/** Tries a job again from what was asked for; null where that is not known. */
function retryOf(job: Job, props: IPanelProps): IJobActions['retry'] {
  const { model, state, actions } = props;
  const draft = draftOf(job, props);
  if (draft) {
    return ({ id }) => state.openForm(draft, id);
  }
  const change = model.changeOf(job.id);
  return (
    change &&
    (({ id }) =>
      void actions
        .review(change)
        .then(applied => applied && model.dismiss(id), props.onError))
  );
}

/** What to fill the form with to try a creation again; null for other jobs. */
function draftOf(job: Job, props: IPanelProps): IDraft | null {
  if (job.action !== 'create') {
    return null;
  }
  const request = props.model.requestOf(job.id);
  return request
    ? fromRequest(request)
    : { ...props.defaults(), name: job.environment };
}
