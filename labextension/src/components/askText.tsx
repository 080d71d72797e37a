import { useEffect, useRef, useState } from 'react';

import { TextField } from './textField';

export interface IAskTextProps {
  label: string;
  /** What it is about, above the field. */
  text: string;
  /** What to think of first, an empty string where there is nothing. */
  warning?: string;
  initial: string;
  /** What is wrong with a value; an empty string where nothing is. */
  check: (value: string) => string;
  hint: string;
  onChange: (value: string) => void;
}

/** A question in a dialog that is answered by a line of text. */
export function AskText(props: IAskTextProps): JSX.Element {
  const [value, setValue] = useState(props.initial);
  const [touched, setTouched] = useState(props.initial !== '');
  const input = useRef<HTMLInputElement>(null);
  const problem = props.check(value);

  // JupyterLab's dialog looks for invalid inputs at each input event, and disables its button.
  useEffect(() => {
    input.current?.setCustomValidity(problem);
    input.current?.dispatchEvent(new Event('input', { bubbles: true }));
  }, [problem]);

  return (
    <div className="jp-Envmgr-ask">
      <p>{props.text}</p>
      {props.warning && (
        <p className="jp-Envmgr-notice" role="note">
          {props.warning}
        </p>
      )}
      <TextField
        ref={input}
        label={props.label}
        value={value}
        problem={touched ? problem : ''}
        hint={props.hint}
        onChange={text => {
          setTouched(true);
          setValue(text);
          props.onChange(text);
        }}
      />
    </div>
  );
}
