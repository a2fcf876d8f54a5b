import { waysIn } from "../accounts/ways-in.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { plate } from "../interface/plates.js";
import { say } from "../interface/words.js";
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
      el("b", {}, say("registration.open")),
      el("span", { class: "hint", id: "registration-text" }, say("registration.text")),
    );
    const label = el("label", { class: "switch" }, words, this.#input);
    this.replaceChildren(plate({ title: say("registration.title") }, label));
    this.#try(api.settings);
  }

  async #save() {
    const registration = this.#input.checked ? "open" : "closed";
    this.#input.disabled = true;
    if (await this.#try(() => api.saveSettings({ registration }))) notify(say("settings.saved"));
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
