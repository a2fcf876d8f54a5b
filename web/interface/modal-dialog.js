import { LiveElement } from "./live-element.js";
import { el, iconButton, newId } from "./markup.js";
import { say } from "./words.js";

/**
 * A dialog over the page: it is asked, and answers once it has closed. What extends it fills it on `enter` by `open`,
 * and ends it by `answer`; Escape, the cross and a click beside it answer null.
 */
export class ModalDialog extends LiveElement {
  #dialog = null;
  #settle = null;
  #answered = null;

  /** @returns what was answered, or null when it was only closed. */
  ask() {
    return new Promise((resolve) => {
      this.#settle = resolve;
      document.body.append(this);
    });
  }

  /** @param mayBeLeft false where a click beside the dialog would lose what cannot be shown again. */
  open({ title, isPlain = false, mayBeLeft = true }, ...content) {
    const id = newId("dialog");
    const heading = el("h2", { id }, title);
    const cross = iconButton("cross", say("dialog.close"), { onclick: () => this.answer(null) });
    const head = isPlain ? heading : el("header", { class: "head" }, heading, mayBeLeft && cross);
    this.#dialog = el("dialog", { class: "modal", "aria-labelledby": id }, head, ...content);
    this.#dialog.onclick = ({ target }) => {
      if (mayBeLeft && target === this.#dialog) this.answer(null); // no `false`, which would stop all clicks inside
    };
    this.#dialog.oncancel = (event) => {
      if (!mayBeLeft) event.preventDefault();
    };
    this.#dialog.onclose = () => {
      this.remove();
      this.#settle(this.#answered);
    };
    this.replaceChildren(this.#dialog);
    this.#dialog.showModal();
  }

  answer(value) {
    this.#answered = value;
    this.#dialog.close();
  }
}
