import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';

import type { IReview } from '../review';

interface IReviewOptions {
  title: string;
  /** What the button that goes on says. */
  accept: string;
  /** Draws the review as it is now, in an element of the class `jp-Envmgr-plan`. */
  body: () => JSX.Element;
  review: IReview;
  trans: TranslationBundle;
}

/** Shows a review from its start until it is applied or left; gives whether it was applied. */
export async function showReview(options: IReviewOptions): Promise<boolean> {
  const { review } = options;
  void review.start();
  try {
    const { button } = await new ReviewDialog(options).launch();
    return button.accept;
  } finally {
    review.dispose();
  }
}

const CANCEL = 0;
const APPLY = 1;

/** A dialog that stays open until what was accepted has begun. */
class ReviewDialog extends Dialog<unknown> {
  constructor({ title, accept, body, review, trans }: IReviewOptions) {
    super({
      title,
      body: ReactWidget.create(
        <UseSignal signal={review.changed}>{body}</UseSignal>
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: accept })
      ],
      defaultButton: APPLY,
      focusNodeSelector: '.jp-Envmgr-plan'
    });
    this.review = review;
    this.trans = trans;
    this.addClass('jp-Envmgr-dialog');
    this.addClass('jp-Envmgr-planDialog');
    review.changed.connect(this.onChanged, this);
    this.onChanged();
  }

  override dispose(): void {
    this.review.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  /** Accepting begins the plan first, and keeps the dialog open where that is refused. */
  override resolve(index = APPLY): void {
    if (index === CANCEL) {
      this.reject();
    } else {
      void this.apply();
    }
  }

  /** Leaves; while it is being applied, not before it is known whether that began. */
  override reject(): void {
    if (this.review.state === 'applying') {
      this.leaving = true;
    } else {
      super.reject();
    }
  }

  /** Buttons of the body take Enter themselves: older dialogs would accept. */
  override handleEvent(event: Event): void {
    const target = event.target as Element | null;
    const isEnter = (event as KeyboardEvent).key === 'Enter';
    if (!(isEnter && target?.closest('.jp-Dialog-body'))) {
      super.handleEvent(event);
    }
  }

  private async apply(): Promise<void> {
    if (await this.review.apply()) {
      super.resolve(APPLY);
    }
  }

  private onChanged(): void {
    if (this.leaving) {
      this.reject();
      return;
    }
    const [cancel, apply] = this.buttons;
    if (!cancel || !apply) {
      return;
    }
    const { canApply, isEmpty, state } = this.review;
    // A button that is disabled, or goes away, would leave the keyboard nowhere.
    if (!canApply && document.activeElement === apply) {
      this.node.querySelector<HTMLElement>('.jp-Envmgr-plan')?.focus();
    }
    apply.disabled = !canApply;
    apply.hidden = state === 'idle' && isEmpty;
    setLabel(
      cancel,
      apply.hidden ? this.trans.__('Close') : this.trans.__('Cancel')
    );
  }

  private get buttons(): HTMLButtonElement[] {
    return [
      ...this.node.querySelectorAll<HTMLButtonElement>(
        '.jp-Dialog-footer button'
      )
    ];
  }

  /** Whether it closes as soon as it may. */
  private leaving = false;
  private readonly review: IReview;
  private readonly trans: TranslationBundle;
}

function setLabel(button: HTMLButtonElement, text: string): void {
  const label = button.querySelector('.jp-Dialog-buttonLabel');
  if (label) {
    label.textContent = text;
    label.setAttribute('aria-label', text);
  }
}
