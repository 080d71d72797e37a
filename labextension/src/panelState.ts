import { Signal, type ISignal } from '@lumino/signaling';

import type { IDraft } from './draft';

/** The form of a new environment, as it was opened. */
interface IForm {
  /** What its fields begin with. */
  readonly draft: IDraft;
  /** What counts as untouched: leaving a form that holds no more asks nothing. */
  readonly pristine: IDraft;
  /** Why the file that was to fill it could not be taken. */
  readonly fileProblem: string;
  /** The failed job that is tried again; it is dismissed only once that has begun. */
  readonly retried: string | null;
}

export interface IRevealed {
  readonly name: string;
  readonly part: 'row' | 'history';
}

/** What the panel shows: the list, or the form of a new environment. */
export class PanelState {
  /** Null while the list is shown. */
  form: IForm | null = null;
  /** What the fields of the form hold now. */
  typed: IDraft | null = null;
  /** Counts the openings of the form, so that each is a fresh one. */
  opening = 0;
  /** Counts how often everything was to be read again. */
  reading = 0;
  /** An environment, or its history, that is to be brought into sight. */
  revealed: IRevealed | null = null;

  get changed(): ISignal<PanelState, void> {
    return this._changed;
  }

  isExpanded(name: string): boolean {
    return this.expanded.has(name);
  }

  toggle(name: string): void {
    this.revealed = null; // what a person opens now begins at its top
    if (!this.expanded.delete(name)) {
      this.expanded.add(name);
    }
    this._changed.emit();
  }

  /** Expand an environment and bring it into sight. */
  reveal(name: string, part: IRevealed['part'] = 'row'): void {
    this.expanded.add(name);
    this.revealed = { name, part };
    this.closeForm();
  }

  /** Read what the expanded rows show again. */
  readAgain(): void {
    this.reading += 1;
    this._changed.emit();
  }

  openForm(draft: IDraft, retried: string | null = null): void {
    this.show({ draft, pristine: draft, fileProblem: '', retried });
  }

  /** Put a file, or why it cannot be taken, into the form; opens it where it is not open. */
  fillForm(draft: IDraft, fileProblem: string, pristine: IDraft): void {
    const { retried = null, pristine: before = pristine } = this.form ?? {};
    this.show({ draft, pristine: before, fileProblem, retried });
  }

  /** Remember what the fields hold: a file that comes later does not throw it away. */
  keep(typed: IDraft): void {
    this.typed = typed;
  }

  closeForm(): void {
    this.form = null;
    this.typed = null;
    this._changed.emit();
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private show(form: IForm): void {
    this.form = form;
    this.typed = form.draft;
    this.opening += 1;
    this._changed.emit();
  }

  private readonly expanded = new Set<string>();
  private readonly _changed = new Signal<PanelState, void>(this);
}
