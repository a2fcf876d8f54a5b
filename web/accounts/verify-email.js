import { router } from "../frame/router.js";
import { explain } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { say } from "../interface/words.js";
import * as api from "./account-api.js";
import { door } from "./door.js";
import { session } from "./session.js";

/** Where the link of a mail leads that proves an address. */
class VerifyEmail extends LiveElement {
  enter() {
    this.classList.add("door");
    const waiting = el("p", { class: "waiting" }, el("span", { class: "spinner" }));
    this.replaceChildren(...door({ title: say("verify.title") }, waiting));
    this.#verify(router.handed.get("token"));
  }

  async #verify(token) {
    try {
      if (!token) return this.#end("stale", "clock", say("verify.staleText"));
      await api.verifyEmail(token);
      if (session.user) session.update({ email_verified: true });
      this.#end("done", "check", say("verify.doneText"));
    } catch (error) {
      const isStale = error.status >= 400 && error.status < 500 && error.status !== 429;
      this.#end("stale", isStale ? "clock" : "unplugged", isStale ? say("verify.staleText") : explain(error).advice);
    }
  }

  #end(outcome, drawing, text) {
    const [href, words] = session.user ? ["/settings/security", "verify.settings"] : ["/signin", "account.signIn"];
    const way = el("a", { class: "button", "data-size": "large", href }, say(words));
    this.replaceChildren(...door({ title: say(`verify.${outcome}`), text, drawing }, way));
  }
}

customElements.define("verify-email", VerifyEmail);
