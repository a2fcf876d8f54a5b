import { form } from "../controls/form.js";
import { el } from "../markup.js";
import { ModalDialog } from "./modal-dialog.js";

/** A form over the page. `plan` is set before it enters: that of a `form`, with a title and a text. */
class FormDialog extends ModalDialog {
  plan = null;

  enter() {
    const { title, text, send, ...rest } = this.plan;
    const sheet = form({
      ...rest,
      cancel: () => this.answer(null),
      send: async (elements) => this.answer((await send(elements)) ?? true),
    });
    this.open({ title }, el("div", { class: "body" }, text && el("p", { class: "text" }, text), sheet));
    sheet.querySelector("input, select")?.focus();
  }
}

customElements.define("form-dialog", FormDialog);

/** @returns what `send` gave, true where it gave nothing, or null when the dialog was closed. */
export const askForm = (plan) => Object.assign(el("form-dialog"), { plan }).ask();
