import { translate } from "../../i18n.js";
import { el } from "../../interface/markup.js";
import { ModalDialog } from "../../interface/dialogs/modal-dialog.js";

/** New recovery codes, which are told only once; `codes` is set before it enters. */
class RecoveryCodesDialog extends ModalDialog {
  codes = [];

  enter() {
    const done = el("button", { type: "button", class: "button" }, translate("factor.kept"));
    done.onclick = () => this.answer(true);
    const codes = Object.assign(el("recovery-codes"), { codes: this.codes });
    const text = el("p", { class: "text" }, translate("factor.keepText"));
    const body = el("div", { class: "body" }, text, codes, el("div", { class: "actions" }, done));
    this.open({ title: translate("factor.keep") }, body);
    this.hold(translate("factor.keep"));
  }
}

customElements.define("recovery-codes-dialog", RecoveryCodesDialog);
