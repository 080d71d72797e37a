import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Fragment, type ReactNode } from 'react';

import type { Environment } from '../api';
import { formatBytes } from '../sizes';
import type { Loaded } from './useLoaded';

interface IFactsProps {
  environment: Environment;
  measured: Loaded<Environment>;
  trans: TranslationBundle;
}

/** Where an environment is, how large, and since when as it is. */
export function Facts(props: IFactsProps): JSX.Element {
  const { environment, measured, trans } = props;
  const { prefix, modified } = environment;
  return (
    <dl className="jp-Envmgr-facts">
      <dt>{trans.__('Folder')}</dt>
      <dd className="jp-Envmgr-path" title={prefix}>
        {breakable(prefix)}
      </dd>
      <dt>{trans.__('Size')}</dt>
      <dd>{describeSize(measured, trans)}</dd>
      {modified && (
        <>
          <dt>{trans.__('Changed')}</dt>
          <dd title={new Date(modified).toLocaleString()}>
            {Time.formatHuman(new Date(modified))}
          </dd>
        </>
      )}
    </dl>
  );
}

/** A path that may be broken after each of its folders. */
function breakable(path: string): ReactNode {
  return path.split(/(?<=[/\\])/).map((part, at) => (
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ));
}

function describeSize(
  measured: Loaded<Environment>,
  trans: TranslationBundle
): string {
  switch (measured.state) {
    case 'loading':
      return trans.__('Measuring…');
    case 'failed':
      return trans.__('Unknown');
    case 'ready':
      return measured.value.size === null
        ? trans.__('Unknown')
        : formatBytes(measured.value.size);
  }
}
