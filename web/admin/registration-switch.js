import { waysIn } from "../accounts/entry/ways-in.js";
import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { panel } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

/** Whether people may make accounts by themselves. */
class RegistrationSwitch extends LiveElement {
  #input = null;

  enter() {
    const attributes = { type: "checkbox", role: "switch", disabled: true, "aria-describedby": "registration-text" };
    this.#input = el("input", { ...attributes, onchange: () => this.#save() });
    const words = el(
      "span",
      { class: "text" },
      el("b", {}, translate("registration.open")),
      el("span", { class: "hint", id: "registration-text" }, translate("registration.text")),
    );
    const label = el("label", { class: "switch" }, words, this.#input);
    this.replaceChildren(panel({ title: translate("registration.title") }, label));
    this.#try(api.settings);
  }

  async #save() {
    const registration = this.#input.checked ? "open" : "closed";
    this.#input.disabled = true;
    if (await this.#try(() => api.saveSettings({ registration }))) notify(translate("settings.saved"));
  }

  async #try(request) {
    try {
      const { registration } = await request();
      this.#input.checked = registration === "open";
      waysIn.forget();
      return true;
    } catch (error) {
      notify(inShort(error), "problem");
      return false;
    } finally {
      this.#input.disabled = false;
    }
  }
}

customElements.define("registration-switch", RegistrationSwitch);
