import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { security } from "./security.js";

/** How the account is protected; its parts appear once that is known. */
class SecuritySettings extends LiveElement {
  enter() {
    this.replaceChildren(...Array.from({ length: 4 }, () => el("div", { class: "ghost" })));
    this.listen(security, "change", () => this.#show());
    security.forget();
    security.load();
  }

  #show() {
    if (this.querySelector("sign-in-ways")) return;
    const parts = ["sign-in-ways", "passkey-list", "second-step", "session-list"];
    this.replaceChildren(...parts.map((part) => el(part)));
  }
}

customElements.define("security-settings", SecuritySettings);
