import { translate } from "../i18n.js";
import { el } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";

/** Shows what checks the signatures of a webhook: `data-secret`. */
class WebhookSecret extends ModalDialog {
  enter() {
    const { secret } = this.dataset;
    const done = el(
      "button",
      { type: "button", class: "button", onclick: () => this.answer(true) },
      translate("webhooks.secret.done"),
    );
    this.open(
      { title: translate("webhooks.secret.title") },
      el(
        "div",
        { class: "body" },
        el("p", { class: "text" }, translate("webhooks.secret.text")),
        el("p", { class: "secret" }, el("code", {}, secret), el("copy-button", { data: { text: secret } })),
        el("div", { class: "actions" }, done),
      ),
    );
  }
}

customElements.define("webhook-secret", WebhookSecret);

export const showSecret = (secret) => el("webhook-secret", { data: { secret } }).ask();
