import { translate } from "../../i18n.js";
import { LiveElement } from "../live-element.js";
import { el, iconButton, newId } from "../markup.js";

/**
 * A dialog over the page: it is asked, and answers once it has closed. What extends it fills it on `enter` by `open`,
 * and ends it by `answer`; Escape, the cross and a click beside it answer null, unless it holds the user.
 */
export class ModalDialog extends LiveElement {
  #dialog = null;
  #heading = null;
  #settle = null;
  #answered = null;
  #isHeld = false;

  /** @returns what was answered, or null when it was only closed. */
  ask() {
    return new Promise((resolve) => {
      this.#settle = resolve;
      document.body.append(this);
    });
  }

  /** @param head `{title, isPlain}`; plain is without the cross. */
  open({ title, isPlain = false }, ...content) {
    const id = newId("dialog");
    this.#heading = el("h2", { id }, title);
    const cross = iconButton("cross", translate("dialog.close"), { onclick: () => this.answer(null) });
    const head = isPlain ? this.#heading : el("header", { class: "head" }, this.#heading, cross);
    this.#dialog = el("dialog", { class: "modal", "aria-labelledby": id }, head, ...content);
    this.#dialog.onclick = ({ target }) => {
      if (!this.#isHeld && target === this.#dialog) this.answer(null); // no `false`, which would stop all clicks inside
    };
    this.#dialog.oncancel = (event) => {
      if (this.#isHeld) event.preventDefault();
    };
    this.#dialog.onclose = () => this.#close();
    this.replaceChildren(this.#dialog);
    this.#dialog.showModal();
  }

  /** From now on only an answer closes it: what it shows is shown once and must not be closed by accident. */
  hold(title) {
    this.#isHeld = true;
    this.#heading.textContent = title;
    this.querySelector(".head .icon-button").remove();
  }

  answer(value) {
    this.#isHeld = false;
    this.#answered = value;
    this.#dialog.close();
  }

  /** A browser lets a second Escape through, whatever was said to the first. */
  #close() {
    if (this.#isHeld) return this.#dialog.showModal();
    this.remove();
    this.#settle(this.#answered);
  }
}
