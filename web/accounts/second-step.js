import { askForm } from "../interface/form-dialog.js";
import { codeField, codeIn, passwordField } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { chip, line, plate, smallButton } from "../interface/plates.js";
import { say } from "../interface/words.js";
import * as api from "./account-api.js";
import { security } from "./security.js";

/** The second factor: codes of an authenticator app, and the recovery codes for the day it is lost. */
class SecondStep extends LiveElement {
  enter() {
    this.listen(security, "change", () => this.#show());
    this.#show();
  }

  #show() {
    const { totp: isOn, recovery_codes_left: left } = security.state;
    const note = isOn ? chip(say("factor.on"), "good") : chip(say("factor.off"));
    const change = isOn
      ? smallButton(say("factor.end"), () => this.#end())
      : smallButton(say("factor.begin"), () => this.#begin(), { look: "" });
    const app = line({ icon: "phone", title: say("factor.app"), note, text: say("factor.appText"), actions: [change] });
    const fresh = smallButton(say("factor.renew"), () => this.#renew());
    const few = chip(say("factor.left", { count: left }), left <= 3 && "bad");
    const codes = line({
      icon: "key",
      title: say("factor.codes"),
      note: few,
      text: say("factor.codesText"),
      actions: [fresh],
    });
    this.replaceChildren(plate({ title: say("factor.title"), text: say("factor.text") }, app, isOn && codes));
  }

  async #begin() {
    const isOn = await el("totp-setup").ask();
    if (isOn) notify(say("factor.done"));
    await security.load();
  }

  async #end() {
    const plan = this.#proof("factor.endTitle", "factor.endText", "factor.end");
    const isOff = await askForm({ ...plan, look: "danger", send: (proof) => api.endTotp(read(proof)) });
    if (!isOff) return;
    notify(say("factor.ended"));
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
      ? passwordField(say("security.password.current"))
      : codeField(say("second.code"));
    return { title: say(title), text: say(text), fields: [field], submit: say(submit) };
  }
}

const read = ({ password, code }) => (password ? { password: password.value } : { code: codeIn(code.value) });

customElements.define("second-step", SecondStep);
