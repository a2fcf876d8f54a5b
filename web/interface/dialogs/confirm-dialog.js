import { translate } from "../../i18n.js";
import { el } from "../markup.js";
import { ModalDialog } from "./modal-dialog.js";

/** Asks before something that cannot be undone: `data-title`, `data-text`, `data-action`, `data-keep`. */
class ConfirmDialog extends ModalDialog {
  enter() {
    const { title, text, action, keep } = this.dataset;
    const no = { type: "button", class: "button", "data-look": "quiet", autofocus: true };
    const yes = { type: "button", class: "button", "data-look": "danger" };
    this.open(
      { title, isPlain: true },
      el("p", { class: "text" }, text),
      el(
        "div",
        { class: "actions" },
        el("button", { ...no, onclick: () => this.answer(null) }, keep),
        el("button", { ...yes, onclick: () => this.answer(true) }, action),
      ),
    );
  }
}

customElements.define("confirm-dialog", ConfirmDialog);

/**
 * @param action the words of the button that does it; `keep` those of the one that does not.
 * @returns whether the user agreed.
 */
export async function confirmed(title, text, action, keep = translate("confirm.no")) {
  return Boolean(await el("confirm-dialog", { data: { title, text, action, keep } }).ask());
}
