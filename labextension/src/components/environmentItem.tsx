import type { Environment } from '../api';
import { describeOutdated, describeRunning } from '../descriptions';
import { changesElsewhere } from '../elsewhere';
import { acceptedEndings } from '../formats';
import { hasEnded } from '../jobs';
import { readSpecFile } from '../specFile';
import { EnvironmentDetails } from './environmentDetails';
import { EnvironmentRow } from './environmentRow';
import type { IFileReader } from './packageSection';
import type { IPanelProps } from './panel';

interface IEnvironmentItemProps extends IPanelProps {
  environment: Environment;
  /** The environment of the notebook in front, null where there is none. */
  current: Environment | null;
}

/** One environment of the list, with what is known of it from everywhere. */
export function EnvironmentItem(props: IEnvironmentItemProps): JSX.Element {
  const { environment, model, state, actions, trans, current } = props;
  const { name } = environment;
  const isCurrent = current?.name === name;
  const kernels = props.running?.in(environment) ?? [];
  const elsewhere = changesElsewhere(environment, model.jobs);
  const { revealed } = state;
  return (
    <EnvironmentRow
      environment={environment}
      current={isCurrent}
      running={
        describeRunning(kernels, trans) ||
        (isCurrent ? trans.__('The notebook in front runs in it.') : '')
      }
      outdated={describeOutdated(kernels, trans)}
      elsewhere={elsewhere}
      expanded={state.isExpanded(name)}
      trans={trans}
      onToggle={() => state.toggle(name)}
      onOpenNotebook={() => actions.openNotebook(name)}
      onMenu={(x, y) => props.openMenu(name, x, y)}
    >
      <EnvironmentDetails
        environment={environment}
        actions={actions}
        source={model}
        files={fileReader(props)}
        kernels={kernels}
        elsewhere={elsewhere}
        checking={model.jobs.some(
          job =>
            job.action === 'check' && job.environment === name && !hasEnded(job)
        )}
        reading={state.reading}
        historyRevealed={
          revealed?.name === name && revealed.part === 'history'
            ? revealed
            : null
        }
        trans={trans}
      />
    </EnvironmentRow>
  );
}

function fileReader({ model, trans }: IPanelProps): IFileReader {
  const accept = acceptedEndings(model.formats);
  return { accept, read: file => readSpecFile(file, accept, trans) };
}
