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
      if (!token) return this.#end("stale", "clock", translate("verify.staleText"));
      await api.verifyEmail(token);
      if (session.user) session.update({ email_verified: true });
      this.#end("done", "check", translate("verify.doneText"));
    } catch (error) {
      const isStale = error.status >= 400 && error.status < 500 && error.status !== 429;
      this.#end(
        "stale",
        isStale ? "clock" : "unplugged",
        isStale ? translate("verify.staleText") : explain(error).advice,
      );
    }
  }

  #end(outcome, drawing, text) {
    const [href, words] = session.user ? ["/settings/security", "verify.settings"] : ["/signin", "account.signIn"];
    const way = el("a", { class: "button", "data-size": "large", href }, translate(words));
    this.replaceChildren(...entryCard({ title: translate(`verify.${outcome}`), text, drawing }, way));
  }
}

customElements.define("verify-email", VerifyEmail);
