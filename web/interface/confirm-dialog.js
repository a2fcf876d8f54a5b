import { translate } from "../i18n.js";
import { el } from "./markup.js";
import { ModalDialog } from "./modal-dialog.js";

/** Asks before something that cannot be undone: `data-title`, `data-text`, `data-action`. */
class ConfirmDialog extends ModalDialog {
  enter() {
    const { title, text, action } = this.dataset;
    const no = { type: "button", class: "button", "data-look": "quiet", autofocus: true };
    const yes = { type: "button", class: "button", "data-look": "danger" };
    this.open(
      { title, isPlain: true },
      el("p", { class: "text" }, text),
      el(
        "div",
        { class: "actions" },
        el("button", { ...no, onclick: () => this.answer(null) }, translate("confirm.no")),
        el("button", { ...yes, onclick: () => this.answer(true) }, action),
      ),
    );
  }
}

customElements.define("confirm-dialog", ConfirmDialog);

/** @returns whether the user said yes. */
export async function confirmed(title, text, action) {
  return Boolean(await el("confirm-dialog", { data: { title, text, action } }).ask());
}
