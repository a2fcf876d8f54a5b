import { router } from "../frame/router.js";
import { form, passwordField } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { say } from "../interface/words.js";
import * as api from "./account-api.js";
import { door } from "./door.js";

/** A new password, for whoever comes by the link of the mail. */
class ResetPassword extends LiveElement {
  enter() {
    this.classList.add("door");
    const token = router.handed.get("token");
    if (!token) return this.#stale();
    const sheet = form({
      fields: [passwordField(say("reset.password"), { name: "new_password", isNew: true })],
      submit: say("reset.submit"),
      size: "large",
      send: async ({ new_password: password }) => {
        await api.resetPassword({ token, new_password: password.value });
        this.#done();
      },
      judge: (error) => {
        const { status, details } = error;
        if ([401, 404, 409, 410].includes(status) || details?.field === "token") this.#stale();
      },
    });
    this.replaceChildren(...door({ title: say("reset.title"), text: say("reset.text") }, sheet));
  }

  #done() {
    const way = el("a", { class: "button", "data-size": "large", href: "/signin" }, say("account.signIn"));
    this.replaceChildren(...door({ title: say("reset.done"), text: say("reset.doneText"), drawing: "check" }, way));
  }

  #stale() {
    const way = el("a", { class: "button", "data-size": "large", href: "/forgot" }, say("reset.again"));
    this.replaceChildren(...door({ title: say("reset.stale"), text: say("reset.staleText"), drawing: "clock" }, way));
  }
}

customElements.define("reset-password", ResetPassword);
