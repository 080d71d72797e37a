import { Signal, type ISignal } from '@lumino/signaling';

import type { IDraft } from './draft';

/** What the panel shows: the list, or the form of a new environment. */
export class PanelState {
  /** The form's content when it was opened, null while the list is shown. */
  draft: IDraft | null = null;
  /** Why the file that was to fill the form could not be taken. */
  fileProblem = '';
  /** Counts the openings of the form, so that each is a fresh one. */
  opening = 0;
  /** An environment that is to be brought into sight. */
  revealed: { readonly name: string } | null = null;

  get changed(): ISignal<PanelState, void> {
    return this._changed;
  }

  isExpanded(name: string): boolean {
    return this.expanded.has(name);
  }

  toggle(name: string): void {
    if (!this.expanded.delete(name)) {
      this.expanded.add(name);
    }
    this._changed.emit();
  }

  /** Expand an environment and bring it into sight. */
  reveal(name: string): void {
    this.expanded.add(name);
    this.revealed = { name };
    this.closeForm();
  }

  openForm(draft: IDraft, fileProblem = ''): void {
    this.draft = draft;
    this.fileProblem = fileProblem;
    this.opening += 1;
    this._changed.emit();
  }

  closeForm(): void {
    this.draft = null;
    this.fileProblem = '';
    this._changed.emit();
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private readonly expanded = new Set<string>();
  private readonly _changed = new Signal<PanelState, void>(this);
}
