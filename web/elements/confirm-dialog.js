import { el, newId } from "../markup.js";
import { say } from "../words.js";
import { LiveElement } from "./live-element.js";

/** Asks before something that cannot be undone. */
class ConfirmDialog extends LiveElement {
  #answer = null;

  enter() {
    const { title, text, action } = this.dataset;
    const id = newId("question");
    const no = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", autofocus: true },
      say("confirm.no"),
    );
    const yes = el("button", { type: "button", class: "button", "data-look": "danger" }, action);
    const dialog = el(
      "dialog",
      { "aria-labelledby": id },
      el("h2", { id }, title),
      el("p", {}, text),
      el("div", { class: "actions" }, no, yes),
    );
    no.onclick = () => dialog.close("no");
    yes.onclick = () => dialog.close("yes");
    dialog.onclick = ({ target }) => target === dialog && dialog.close("no");
    dialog.onclose = () => {
      this.remove();
      this.#answer(dialog.returnValue === "yes");
    };
    this.replaceChildren(dialog);
    dialog.showModal();
  }

  ask() {
    return new Promise((resolve) => {
      this.#answer = resolve;
      document.body.append(this);
    });
  }
}

customElements.define("confirm-dialog", ConfirmDialog);

/** @returns whether the user said yes. */
export function confirmed(title, text, action) {
  return el("confirm-dialog", { data: { title, text, action } }).ask();
}
