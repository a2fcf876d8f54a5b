import { translate } from "../i18n.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { el } from "../interface/markup.js";

/** The picture of a first look; `picture` is a blob, set before it enters. */
class LookDialog extends ModalDialog {
  picture = null;
  #address = null;

  enter() {
    this.#address = URL.createObjectURL(this.picture);
    this.open(
      { title: translate("look.title") },
      el(
        "div",
        { class: "body" },
        el("p", { class: "text" }, translate("look.text")),
        el("img", { class: "sheet", src: this.#address, alt: translate("look.alt") }),
      ),
    );
  }

  leave() {
    URL.revokeObjectURL(this.#address);
  }
}

customElements.define("look-dialog", LookDialog);
