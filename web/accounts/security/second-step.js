import { translate } from "../../i18n.js";
import { askForm } from "../../interface/dialogs/form-dialog.js";
import { codeField, codeIn, passwordField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { chip, panelRow, panel, smallButton } from "../../interface/lists/panels.js";
import * as api from "../account-api.js";
import { security } from "./security.js";

/** The second factor: codes of an authenticator app, and the recovery codes for the day it is lost. */
class SecondStep extends LiveElement {
  enter() {
    this.listen(security, "change", () => this.#show());
    this.#show();
  }

  #show() {
    const { totp: isOn, recovery_codes_left: left } = security.state;
    const note = isOn ? chip(translate("factor.on"), "good") : chip(translate("factor.off"));
    const change = isOn
      ? smallButton(translate("factor.end"), () => this.#end())
      : smallButton(translate("factor.begin"), () => this.#begin(), { look: "" });
    const app = panelRow({
      icon: "phone",
      title: translate("factor.app"),
      note,
      text: translate("factor.appText"),
      actions: [change],
    });
    const fresh = smallButton(translate("factor.renew"), () => this.#renew());
    const few = chip(translate("factor.left", { count: left }), left <= 3 && "bad");
    const codes = panelRow({
      icon: "key",
      title: translate("factor.codes"),
      note: few,
      text: translate("factor.codesText"),
      actions: [fresh],
    });
    this.replaceChildren(panel(
      { title: translate("factor.title"), text: translate("factor.text") },
      app,
      isOn && codes,
    ));
  }

  async #begin() {
    const isOn = await el("totp-setup").ask();
    if (isOn) notify(translate("factor.done"));
    await security.load();
  }

  async #end() {
    const plan = this.#proof("factor.endTitle", "factor.endText", "factor.end");
    const isOff = await askForm({ ...plan, look: "danger", send: (proof) => api.endTotp(read(proof)) });
    if (!isOff) return;
    notify(translate("factor.ended"));
    await security.load();
  }

  async #renew() {
    const plan = this.#proof("factor.renewTitle", "factor.renewText", "factor.renew");
    const codes = await askForm({ ...plan, send: (proof) => api.newRecoveryCodes(read(proof)) });
    if (!codes) return;
    await Object.assign(el("recovery-codes-dialog"), { codes }).ask();
    await security.load();
  }

  /** By the password, or by a code where there is none. */
  #proof(title, text, submit) {
    const field = security.state.has_password
      ? passwordField(translate("security.password.current"))
      : codeField(translate("second.code"));
    return { title: translate(title), text: translate(text), fields: [field], submit: translate(submit) };
  }
}

const read = ({ password, code }) => (password ? { password: password.value } : { code: codeIn(code.value) });

customElements.define("second-step", SecondStep);
