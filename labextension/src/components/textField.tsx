import {
  forwardRef,
  useId,
  type InputHTMLAttributes,
  type ReactNode
} from 'react';

interface ITextFieldProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'onChange' | 'id'
> {
  label: string;
  value: string;
  onChange: (value: string, input: HTMLInputElement) => void;
  /** How to fill it. */
  hint?: ReactNode;
  /** What is wrong with the value; an empty string where nothing is. */
  problem?: string;
}

/** A labelled line of text that says what is wrong with it. */
export const TextField = forwardRef<HTMLInputElement, ITextFieldProps>(
  function TextField(
    { label, onChange, hint, problem = '', children, ...rest },
    ref
  ) {
    const id = useId();
    return (
      <div className="jp-Envmgr-field">
        <label htmlFor={id}>{label}</label>
        <input
          ref={ref}
          id={id}
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          {...rest}
          className={`jp-Envmgr-input${problem ? ' jp-mod-error' : ''}`}
          aria-invalid={problem !== '' || undefined}
          aria-describedby={`${id}-note`}
          onChange={event => onChange(event.target.value, event.target)}
        />
        {children}
        <p
          id={`${id}-note`}
          className="jp-Envmgr-note"
          data-problem={problem !== '' || undefined}
          aria-live="polite"
        >
          {problem || hint}
        </p>
      </div>
    );
  }
);
