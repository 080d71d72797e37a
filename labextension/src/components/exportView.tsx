import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState } from 'react';

import type { Export, Format } from '../api';
import { Button } from './button';
import { ProblemAlert } from './problemAlert';
import { SaveButton } from './saveButton';
import { useLoaded } from './useLoaded';

export interface IExportViewProps {
  /** Formats that can be written. */
  formats: readonly Format[];
  load: (format: string, variant?: string) => Promise<Export>;
  /** Path of the folder where Save puts the file; empty for the topmost. */
  folder: string;
  /** The notebook that it is saved beside, null where there is none. */
  notebook: string | null;
  /** What Save does, in words. */
  saveLabel: string;
  onCopy: (file: Export) => void;
  onDownload: (file: Export) => void;
  /** Gives whether it was saved: an existing file is left alone unless told otherwise. */
  onSave: (file: Export, overwrite: boolean) => Promise<boolean>;
  trans: TranslationBundle;
}

/** An environment written down: the choice of how, a preview, and what to do with it. */
export function ExportView(props: IExportViewProps): JSX.Element {
  const { formats, trans } = props;
  const [formatId, setFormatId] = useState(formats[0]?.id ?? '');
  const format = formats.find(each => each.id === formatId);
  const [variantId, setVariantId] = useState(format?.variants[0]?.id);
  const loaded = useLoaded(
    () => props.load(formatId, variantId),
    JSON.stringify([formatId, variantId])
  );
  const choose = (id: string) => {
    setFormatId(id);
    setVariantId(formats.find(each => each.id === id)?.variants[0]?.id);
  };
  return (
    <div className="jp-Envmgr-export">
      {formats.length > 1 && (
        <FormatChoice
          formats={formats}
          chosen={formatId}
          onChoose={choose}
          trans={trans}
        />
      )}
      {format && format.variants.length > 1 && (
        <VariantChoice
          format={format}
          chosen={variantId}
          onChoose={setVariantId}
          trans={trans}
        />
      )}
      {loaded.state === 'failed' && (
        <ProblemAlert problem={loaded.problem} trans={trans} />
      )}
      {loaded.state === 'loading' && (
        <p className="jp-Envmgr-quiet">{trans.__('Writing it down…')}</p>
      )}
      {loaded.state === 'ready' && <Result {...props} file={loaded.value} />}
    </div>
  );
}

interface IChoiceProps {
  chosen: string | undefined;
  onChoose: (id: string) => void;
  trans: TranslationBundle;
}

function FormatChoice(
  props: IChoiceProps & { formats: readonly Format[] }
): JSX.Element {
  const { formats, chosen, onChoose, trans } = props;
  return (
    <label className="jp-Envmgr-field">
      {trans.__('Format')}
      <select
        className="jp-Envmgr-input"
        value={chosen}
        onChange={event => onChoose(event.target.value)}
      >
        {formats.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function VariantChoice(props: IChoiceProps & { format: Format }): JSX.Element {
  const { format, chosen, onChoose, trans } = props;
  const id = useId();
  return (
    <fieldset className="jp-Envmgr-variants">
      <legend>{trans.__('What to include')}</legend>
      {format.variants.map(variant => (
        <div key={variant.id} className="jp-Envmgr-variant">
          <input
            type="radio"
            id={`${id}-${variant.id}`}
            name={id}
            checked={variant.id === chosen}
            aria-describedby={`${id}-${variant.id}-about`}
            onChange={() => onChoose(variant.id)}
          />
          <label htmlFor={`${id}-${variant.id}`}>{variant.title}</label>
          <p id={`${id}-${variant.id}-about`}>{variant.description}</p>
        </div>
      ))}
    </fieldset>
  );
}

function Result(props: IExportViewProps & { file: Export }): JSX.Element {
  const { file, trans, folder, notebook, onCopy, onSave } = props;
  const path = PathExt.join(folder, file.filename);
  const [said, setSaid] = useState('');
  return (
    <>
      {file.notices.map(notice => (
        <p key={notice} className="jp-Envmgr-notice">
          {notice}
        </p>
      ))}
      <pre
        className="jp-Envmgr-preview"
        role="region"
        aria-label={trans.__('Preview of %1', file.filename)}
        // A region that scrolls must be reachable, or the keyboard cannot scroll it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {file.text}
      </pre>
      <div className="jp-Envmgr-buttons">
        <Button
          onClick={() => {
            onCopy(file);
            setSaid(trans.__('Copied.'));
          }}
        >
          {trans.__('Copy')}
        </Button>
        <Button
          onClick={() => {
            setSaid('');
            props.onDownload(file);
          }}
        >
          {trans.__('Download')}
        </Button>
        <SaveButton
          key={`${file.filename}\n${file.text}`}
          filename={file.filename}
          path={path}
          label={props.saveLabel}
          saved={
            notebook === null
              ? trans.__('Saved as %1.', path)
              : trans.__('Saved %1 beside %2.', file.filename, notebook)
          }
          say={setSaid}
          save={overwrite => onSave(file, overwrite)}
          trans={trans}
        />
        <span className="jp-Envmgr-said" role="status">
          {said}
        </span>
      </div>
    </>
  );
}
