import { useRef, useState, type DragEvent, type ReactNode } from 'react';

interface IDropZoneProps {
  /** What dropping here does. */
  label: string;
  onDrop: (file: File) => void;
  /** One within another: what is dropped here is not dropped there. */
  inner?: boolean;
  children: ReactNode;
}

/** Takes a file that is dragged from the desktop onto what it holds. */
export function DropZone(props: IDropZoneProps): JSX.Element {
  // Entering a child comes before leaving its parent, so that a count is needed.
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const move = (event: DragEvent, by: 1 | -1) => {
    if (holdsFiles(event)) {
      event.preventDefault();
      if (props.inner) {
        event.stopPropagation();
      }
      depth.current += by;
      setOver(depth.current > 0);
    }
  };
  return (
    <div
      className="jp-Envmgr-dropZone"
      data-inner={props.inner || undefined}
      onDragEnter={event => move(event, 1)}
      onDragLeave={event => move(event, -1)}
      onDragOver={event => {
        if (holdsFiles(event)) {
          event.preventDefault();
        }
      }}
      onDrop={event => {
        depth.current = 0;
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) {
          event.preventDefault();
          if (props.inner) {
            event.stopPropagation();
          }
          props.onDrop(file);
        }
      }}
    >
      {props.children}
      {over && <div className="jp-Envmgr-dropHint">{props.label}</div>}
    </div>
  );
}

function holdsFiles(event: DragEvent): boolean {
  return Array.from(event.dataTransfer.types).includes('Files');
}
