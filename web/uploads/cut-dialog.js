import * as api from "../api.js";
import { translate } from "../i18n.js";
import { newKey } from "../interface/controls/keys.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { el, icon } from "../interface/markup.js";
import { inShort } from "../interface/messages/failures.js";

/**
 * Lets the user choose a piece of a file; `file` is set before it enters. Answers the new file, or null. What extends it
 * opens it with `stage`, and says what is kept by `piece`, as the request has it.
 */
export class CutDialog extends ModalDialog {
  file = null;
  #use = null;
  #problem = null;
  #sent = { piece: null, key: null };

  /** @param words the group under `cut` that has its title and text. */
  stage(words, ...content) {
    this.#use = el("button", { type: "button", class: "button" }, ...this.#label());
    this.#use.onclick = () => this.#send();
    this.#problem = el("p", { class: "field-problem", role: "alert" });
    const cancel = el("button", { type: "button", class: "button", "data-look": "quiet" }, translate("confirm.no"));
    cancel.onclick = () => this.answer(null);
    this.open(
      { title: translate(`cut.${words}.title`) },
      el(
        "div",
        { class: "body" },
        el("p", { class: "text" }, translate(`cut.${words}.text`)),
        ...content,
        this.#problem,
        el("div", { class: "actions" }, cancel, this.#use),
      ),
    );
  }

  #label() {
    return [icon("check"), translate("cut.use")];
  }

  async #send() {
    if (this.#use.ariaBusy) return;
    const piece = JSON.stringify(this.piece);
    if (this.#sent.piece !== piece) this.#sent = { piece, key: newKey() };
    this.#use.ariaBusy = "true";
    this.#use.replaceChildren(el("span", { class: "spinner" }), translate("cut.busy"));
    this.#problem.textContent = "";
    try {
      this.answer(await api.cutFile(this.file.id, this.piece, this.#sent.key, this.leaving));
    } catch (error) {
      if (error.isAborted) return;
      if (error.code !== "NETWORK") this.#sent = { piece: null, key: null };
      this.#use.ariaBusy = null;
      this.#use.replaceChildren(...this.#label());
      this.#problem.textContent = inShort(error);
    }
  }
}

/** What can be cut, by kind. */
const dialogs = { image: "crop-dialog", video: "trim-dialog" };

/** @returns the new file, or null when it was left. */
export const askCut = (file) => Object.assign(el(dialogs[file.kind]), { file }).ask();
