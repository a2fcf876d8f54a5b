import { translate } from "../../i18n.js";
import { explain } from "../../interface/messages/failures.js";
import { codeField, codeIn, form } from "../../interface/controls/form.js";
import { el } from "../../interface/markup.js";
import { ModalDialog } from "../../interface/dialogs/modal-dialog.js";
import * as api from "../account-api.js";

/** Sets an authenticator app up: a picture for its camera, a code to prove it works, codes for the day it is lost. */
class TotpSetup extends ModalDialog {
  #body = null;

  enter() {
    this.#body = el("div", { class: "body" }, el("div", { class: "waiting" }, el("span", { class: "spinner" })));
    this.open({ title: translate("factor.setup") }, this.#body);
    this.#begin();
  }

  async #begin() {
    try {
      this.#ask(await api.beginTotp());
    } catch (error) {
      const { title, advice } = explain(error);
      this.#body.replaceChildren(el("failure-note", { data: { failure: error.code, title, text: advice } }));
    }
  }

  #ask({ secret, otpauth_url: address }) {
    const sheet = form({
      fields: [codeField(translate("second.code"), { hint: translate("factor.codeHint") })],
      submit: translate("factor.confirm"),
      cancel: () => this.answer(null),
      send: async ({ code }) => this.#done(await api.confirmTotp(codeIn(code.value))),
    });
    const spelt = secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
    const byHand = el(
      "details",
      {},
      el("summary", { class: "link" }, translate("factor.byHand")),
      el("p", { class: "secret" }, el("code", {}, spelt), el("copy-button", { data: { text: secret } })),
      el("p", {}, el("a", { href: address, class: "link" }, translate("factor.open"))),
    );
    const picture = el("qr-picture", { data: { text: address, label: translate("factor.picture") } });
    this.#body.replaceChildren(el("p", { class: "text" }, translate("factor.setupText")), picture, byHand, sheet);
    sheet.elements.code.focus({ preventScroll: true });
  }

  #done(codes) {
    const end = el(
      "button",
      { type: "button", class: "button", onclick: () => this.answer(true) },
      translate("factor.kept"),
    );
    this.#body.replaceChildren(
      el("p", { class: "text" }, translate("factor.keepText")),
      Object.assign(el("recovery-codes"), { codes }),
      el("div", { class: "actions" }, end),
    );
    this.hold(translate("factor.keep"));
    end.focus();
  }
}

customElements.define("totp-setup", TotpSetup);
