interface IFilterFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}

/**
 * A field to filter what stands below it.
 *
 * JupyterLab's FilterBox has a button without a name in it, which screen readers stumble over.
 */
export function FilterField(props: IFilterFieldProps): JSX.Element {
  return (
    <input
      type="search"
      className="jp-Envmgr-input"
      aria-label={props.label}
      placeholder={props.placeholder}
      value={props.value}
      onChange={event => props.onChange(event.target.value)}
    />
  );
}
