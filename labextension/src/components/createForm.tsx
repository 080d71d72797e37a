import type { TranslationBundle } from '@jupyterlab/translation';
import { fileUploadIcon } from '@jupyterlab/ui-components';
import {
  useEffect,
  useRef,
  useState,
  type FormEvent,
  type KeyboardEvent
} from 'react';

import type { Problem, SearchHit } from '../api';
import { sameDraft, toRequest, type IDraft } from '../draft';
import { checkName } from '../names';
import { problemOf } from '../request';
import { Button } from './button';
import { ChosenFile, FilePicker } from './fileField';
import { Leaving } from './leaving';
import { PackageField } from './packageField';
import { ProblemAlert } from './problemAlert';
import { openProblem, packageProblem } from './specProblems';
import { TextField } from './textField';

interface ICreateFormProps {
  draft: IDraft;
  /** What Escape may throw away without asking. */
  pristine: IDraft;
  /** Why a file could not be taken; an empty string where it could. */
  fileProblem: string;
  taken: readonly string[];
  /** The channels that are asked where none are named. */
  channels: readonly string[];
  /** Endings of the files that can be read. */
  accept: string;
  trans: TranslationBundle;
  search: (text: string) => Promise<SearchHit[]>;
  /** Rejects with a ProblemError where the server refuses. */
  onSubmit: (body: ReturnType<typeof toRequest>) => Promise<unknown>;
  /** Shows what would be made; gives whether that was begun. */
  onPreview: (body: ReturnType<typeof toRequest>) => Promise<boolean>;
  /** The fields hold something else now. */
  onChange: (draft: IDraft) => void;
  onFile: (file: File) => void;
  onClose: () => void;
}

/** The form of a new environment: from packages or from a file. */
export function CreateForm(props: ICreateFormProps): JSX.Element {
  const { trans, taken, onClose } = props;
  const [draft, setDraft] = useState(props.draft);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const [touched, setTouched] = useState(draft.name !== '');
  const nameInput = useRef<HTMLInputElement>(null);
  const [leaving, setLeaving] = useState(false);
  const change = (part: Partial<IDraft>) => {
    const changed = { ...draft, ...part };
    setDraft(changed);
    props.onChange(changed);
  };
  const nameProblem = checkName(draft.name.trim(), taken, trans);

  useEffect(() => nameInput.current?.focus(), []);

  /** Whether it can be sent; what keeps it from that is shown. */
  const check = (): boolean => {
    setTouched(true);
    if (nameProblem) {
      nameInput.current?.focus();
    }
    return !nameProblem && !textProblems(draft, trans).some(Boolean);
  };
  const submit = async () => {
    if (!check()) {
      return;
    }
    setSending(true);
    setProblem(null);
    try {
      await props.onSubmit(toRequest(draft));
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
      setSending(false);
    }
  };
  const preview = async () => {
    if (check() && (await props.onPreview(toRequest(draft)))) {
      onClose();
    }
  };

  return (
    // Escape leaves the form from each of its fields.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="jp-Envmgr-form"
      aria-label={trans.__('New environment')}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Escape') {
          return;
        }
        if (sameDraft(draft, props.pristine)) {
          onClose();
        } else {
          setLeaving(true);
        }
      }}
    >
      <h2 className="jp-Envmgr-heading">{trans.__('New environment')}</h2>
      <TextField
        ref={nameInput}
        label={trans.__('Name')}
        value={draft.name}
        required
        problem={touched ? nameProblem : ''}
        hint={trans.__('Letters, digits, dots, dashes and underscores')}
        onChange={name => {
          setTouched(true);
          change({ name });
        }}
      />
      <Contents {...props} draft={draft} change={change} />
      <label className="jp-Envmgr-check">
        <input
          type="checkbox"
          checked={draft.kernel}
          onChange={event => change({ kernel: event.target.checked })}
        />
        {trans.__('Use it in notebooks (adds ipykernel)')}
      </label>
      {problem && <ProblemAlert problem={problem} trans={trans} />}
      {leaving ? (
        <Leaving
          trans={trans}
          onLeave={onClose}
          onStay={() => {
            setLeaving(false);
            nameInput.current?.focus();
          }}
        />
      ) : (
        <div className="jp-Envmgr-buttons">
          <Button look="accept" type="submit" disabled={sending}>
            {sending ? trans.__('Sending…') : trans.__('Create')}
          </Button>
          <Button
            title={trans.__('See every package before it is made')}
            onClick={() => void preview()}
          >
            {trans.__('Preview')}
          </Button>
          <Button onClick={onClose}>{trans.__('Cancel')}</Button>
        </div>
      )}
    </form>
  );
}

interface IContentsProps extends ICreateFormProps {
  change: (part: Partial<IDraft>) => void;
}

/** What will be in it. */
function Contents(props: IContentsProps): JSX.Element {
  const { draft, change, fileProblem, accept, search, trans } = props;
  if (draft.file) {
    return (
      <ChosenFile
        file={draft.file}
        trans={trans}
        onRemove={() => change({ file: null })}
      />
    );
  }
  const [problem] = textProblems(draft, trans);
  return (
    <>
      <PackageField
        label={trans.__('Packages')}
        value={draft.packages}
        problem={problem}
        search={search}
        trans={trans}
        onChange={packages => change({ packages })}
      />
      <Advanced {...props} />
      <div className="jp-Envmgr-or">
        <span>{trans.__('or')}</span>
        <FilePicker
          icon={fileUploadIcon}
          label={trans.__('Use a file…')}
          accept={accept}
          onPick={file => props.onFile(file)}
        />
      </div>
      <p className="jp-Envmgr-note">
        {trans.__('An environment.yml or a requirements.txt')}
      </p>
      {fileProblem && (
        <p className="jp-Envmgr-problem" role="alert">
          {fileProblem}
        </p>
      )}
    </>
  );
}

function Advanced(props: IContentsProps): JSX.Element {
  const { draft, change, channels, trans } = props;
  const [, pipProblem, channelProblem] = textProblems(draft, trans);
  return (
    <details
      className="jp-Envmgr-advanced"
      open={draft.pip !== '' || draft.channels !== '' || undefined}
    >
      <summary>{trans.__('pip packages and channels')}</summary>
      <TextField
        label={trans.__('pip packages')}
        value={draft.pip}
        problem={pipProblem}
        hint={trans.__(
          'For packages that conda does not have; they go on top of its layer.'
        )}
        onChange={pip => change({ pip })}
      />
      <TextField
        label={trans.__('Channels')}
        value={draft.channels}
        problem={channelProblem}
        placeholder={channels.join(' ')}
        hint={trans.__('In order of preference')}
        onChange={value => change({ channels: value })}
      />
    </details>
  );
}

/** What is wrong with packages, pip packages and channels; empty strings where nothing is. */
function textProblems(
  { packages, pip, channels, file }: IDraft,
  trans: TranslationBundle
): [string, string, string] {
  return file
    ? ['', '', '']
    : [
        packageProblem(packages, trans),
        openProblem(pip, trans),
        openProblem(channels, trans)
      ];
}
