import { EventManager, type ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { EnvironmentEvent, Job } from './api';

const SCHEMAS = 'https://schema.jupyter.org/jupyter_envmgr';

/** What the server pushes, and whether it can. */
export interface IEvents extends IDisposable {
  /** The events began to flow, at first or again: what came before was not heard. */
  readonly opened: ISignal<IEvents, void>;
  /** The events stopped to flow. */
  readonly closed: ISignal<IEvents, void>;
  /** A job's newest state; its log holds only the newest lines. */
  readonly job: ISignal<IEvents, Job>;
  readonly environment: ISignal<IEvents, EnvironmentEvent>;
}

/**
 * Our events out of Jupyter's stream.
 *
 * JupyterLab's own event manager does not tell when it connects, so this has one of its own with a
 * socket that does. It reconnects by itself, waiting longer each time.
 */
export class Events implements IEvents {
  constructor(settings: ServerConnection.ISettings) {
    this.manager = new EventManager({
      serverSettings: {
        ...settings,
        WebSocket: announcing(
          settings.WebSocket,
          () => this._opened.emit(),
          () => this._closed.emit()
        )
      }
    });
    this.manager.stream.connect(this.onEmission, this);
  }

  get opened(): ISignal<IEvents, void> {
    return this._opened;
  }

  get closed(): ISignal<IEvents, void> {
    return this._closed;
  }

  get job(): ISignal<IEvents, Job> {
    return this._job;
  }

  get environment(): ISignal<IEvents, EnvironmentEvent> {
    return this._environment;
  }

  get isDisposed(): boolean {
    return this.manager.isDisposed;
  }

  dispose(): void {
    if (!this.isDisposed) {
      // First, as the manager's socket is about to say that it closes.
      Signal.clearData(this);
      this.manager.stream.disconnect(this.onEmission, this);
      this.manager.dispose();
    }
  }

  private onEmission(_: unknown, emission: { schema_id: string }): void {
    switch (emission.schema_id) {
      case `${SCHEMAS}/job/v1`:
        this._job.emit(emission as unknown as Job);
        break;
      case `${SCHEMAS}/environment/v1`:
        this._environment.emit(emission as unknown as EnvironmentEvent);
        break;
      default: // somebody else's
    }
  }

  private readonly manager: EventManager;
  private readonly _opened = new Signal<IEvents, void>(this);
  private readonly _closed = new Signal<IEvents, void>(this);
  private readonly _job = new Signal<IEvents, Job>(this);
  private readonly _environment = new Signal<IEvents, EnvironmentEvent>(this);
}

/** A WebSocket class that says when a socket of it opens and closes. */
function announcing(
  Base: typeof WebSocket,
  opened: () => void,
  closed: () => void
): typeof WebSocket {
  return class extends Base {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', opened);
      this.addEventListener('close', closed);
    }
  };
}
