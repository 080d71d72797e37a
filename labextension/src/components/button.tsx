import type { LabIcon } from '@jupyterlab/ui-components';
import { forwardRef, type ButtonHTMLAttributes } from 'react';

interface IButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `accept` for the one that goes on, `warn` for what destroys. */
  look?: 'plain' | 'accept' | 'warn';
  icon?: LabIcon;
  /** Say why not instead of being inert: `disabled` would hide the reason from the keyboard. */
  unavailable?: boolean;
}

/** A button with words. */
export const Button = forwardRef<HTMLButtonElement, IButtonProps>(
  function Button(
    { look = 'plain', icon, unavailable, children, onClick, ...rest },
    ref
  ) {
    return (
      <button
        ref={ref}
        type="button"
        {...rest}
        className={`jp-Envmgr-button jp-mod-${look}`}
        aria-disabled={unavailable || undefined}
        onClick={unavailable ? undefined : onClick}
      >
        {icon && <icon.react tag="span" className="jp-Envmgr-buttonIcon" />}
        {children}
      </button>
    );
  }
);

interface IIconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LabIcon;
  /** What it does: shown as tooltip and read aloud. */
  label: string;
}

/** A button that is only an icon. */
export const IconButton = forwardRef<HTMLButtonElement, IIconButtonProps>(
  function IconButton({ icon: Icon, label, ...rest }, ref) {
    return (
      <button
        ref={ref}
        type="button"
        title={label}
        aria-label={label}
        {...rest}
        className="jp-Envmgr-iconButton"
      >
        <Icon.react tag="span" />
      </button>
    );
  }
);
