import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useRef, useState, type KeyboardEvent } from 'react';

import type { SearchHit } from '../api';
import { splitSpecs, wordAt } from '../specs';
import { TextField } from './textField';
import { useSuggestions } from './useSuggestions';

interface IPackageFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problem: string;
  placeholder?: string;
  search: (text: string) => Promise<SearchHit[]>;
  trans: TranslationBundle;
}

/** Packages to ask for, with suggestions for the name under the cursor. */
export function PackageField(props: IPackageFieldProps): JSX.Element {
  const { label, value, onChange, problem, search, trans } = props;
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(-1);
  const hits = useSuggestions(typed, search);
  const open = hits.length > 0;

  const close = () => {
    setTyped('');
    setActive(-1);
  };
  const accept = (hit: SearchHit) => {
    const at = input.current?.selectionStart ?? value.length;
    const { start, end } = wordAt(value, at);
    const rest = value.slice(end).replace(/^\s*/, ' ');
    onChange(value.slice(0, start) + hit.name + rest);
    close();
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (
      open &&
      handleKey(event.key, active, hits, { setActive, accept, close })
    ) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  return (
    <TextField
      ref={input}
      label={label}
      value={value}
      placeholder={props.placeholder ?? trans.__('python=3.12 pandas')}
      problem={problem}
      hint={<Understood text={value} trans={trans} />}
      role="combobox"
      aria-autocomplete="list"
      aria-expanded={open}
      aria-controls={listId}
      aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
      onKeyDown={onKeyDown}
      onBlur={close}
      onChange={(text, { selectionStart }) => {
        onChange(text);
        setActive(-1);
        setTyped(nameUnder(text, selectionStart ?? text.length));
      }}
    >
      <Suggestions
        id={listId}
        hits={hits}
        active={active}
        onPick={accept}
        label={trans.__('Suggestions')}
      />
    </TextField>
  );
}

interface IKeyActions {
  setActive: (active: number) => void;
  accept: (hit: SearchHit) => void;
  close: () => void;
}

/** Act on a key while suggestions are shown; gives whether it was one for them. */
function handleKey(
  key: string,
  active: number,
  hits: readonly SearchHit[],
  { setActive, accept, close }: IKeyActions
): boolean {
  const hit = hits[active];
  switch (key) {
    case 'ArrowDown':
      setActive((active + 1) % hits.length);
      return true;
    case 'ArrowUp':
      setActive((active <= 0 ? hits.length : active) - 1);
      return true;
    case 'Escape':
      close();
      return true;
    case 'Enter':
      if (hit) {
        accept(hit);
      }
      return hit !== undefined;
    default:
      return false;
  }
}

interface ISuggestionsProps {
  id: string;
  label: string;
  hits: readonly SearchHit[];
  active: number;
  onPick: (hit: SearchHit) => void;
}

function Suggestions(props: ISuggestionsProps): JSX.Element {
  const { id, label, hits, active, onPick } = props;
  return (
    <ul
      id={id}
      role="listbox"
      aria-label={label}
      className="jp-Envmgr-suggestions"
      hidden={hits.length === 0}
    >
      {hits.map((hit, at) => (
        // The keyboard reaches them through the combobox, as a listbox of one wants it.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={hit.name}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          title={hit.summary}
          onMouseDown={event => event.preventDefault()}
          onClick={() => onPick(hit)}
        >
          <span className="jp-Envmgr-suggestion">{hit.name}</span>
          <span className="jp-Envmgr-suggestionVersion">{hit.version}</span>
          {hit.summary && (
            <span className="jp-Envmgr-suggestionSummary">{hit.summary}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The packages that the text was understood as. */
function Understood(props: {
  text: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { text, trans } = props;
  const specs = understand(text);
  return specs.length === 0 ? (
    <>{trans.__('Separated by blanks; versions as in numpy>=1.26,<2')}</>
  ) : (
    <>
      {specs.map((spec, at) => (
        <span key={at} className="jp-Envmgr-chip">
          {spec}
        </span>
      ))}
    </>
  );
}

function understand(text: string): string[] {
  try {
    return splitSpecs(text);
  } catch {
    return []; // an open quote; the field says so
  }
}

/** The package name being typed; none where a version is. */
function nameUnder(text: string, position: number): string {
  const { word } = wordAt(text, position);
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(word) ? word : '';
}
