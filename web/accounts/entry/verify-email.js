import { translate } from "../../i18n.js";
import { explain } from "../../interface/messages/failures.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { router } from "../../router.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";
import { entryCard } from "./entry-card.js";

/** Where the link of a mail leads that proves an address. */
class VerifyEmail extends LiveElement {
  enter() {
    this.classList.add("entry-page");
    const waiting = el("p", { class: "waiting" }, el("span", { class: "spinner" }));
    this.replaceChildren(...entryCard({ title: translate("verify.title") }, waiting));
    this.#verify(router.handed.get("token"));
  }

  async #verify(token) {
    try {
      if (!token) return this.#end(translate("verify.stale"), "clock", translate("verify.staleText"));
      await api.verifyEmail(token);
      if (session.user) session.update({ email_verified: true });
      this.#end(translate("verify.done"), "check", translate("verify.doneText"));
    } catch (error) {
      if (error.code === "VALIDATION_ERROR") {
        return this.#end(translate("verify.stale"), "clock", translate("verify.staleText"));
      }
      const { title, advice } = explain(error);
      this.#end(title, error.status === 409 ? "person" : "unplugged", advice);
    }
  }

  #end(title, drawing, text) {
    const [href, words] = session.user ? ["/settings/security", "verify.settings"] : ["/signin", "account.signIn"];
    const way = el("a", { class: "button", "data-size": "large", href }, translate(words));
    this.replaceChildren(...entryCard({ title, text, drawing }, way));
  }
}

customElements.define("verify-email", VerifyEmail);
