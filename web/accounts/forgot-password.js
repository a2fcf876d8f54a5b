import { emailField, form } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { say } from "../interface/words.js";
import * as api from "./account-api.js";
import { door } from "./door.js";

/** Asks for a link by mail. The answer is the same for every address: who has an account here is nobody's business. */
class ForgotPassword extends LiveElement {
  enter() {
    this.classList.add("door");
    const sheet = form({
      fields: [emailField(say("door.email"), { autocomplete: "username" })],
      submit: say("forgot.submit"),
      size: "large",
      send: async ({ email }) => {
        await api.forgotPassword(email.value.trim());
        this.#done(email.value.trim());
      },
    });
    this.replaceChildren(...door({ title: say("forgot.title"), text: say("forgot.text") }, sheet, this.#back()));
  }

  #done(email) {
    const words = { title: say("forgot.sent"), text: say("forgot.sentText", { email }), drawing: "mail" };
    this.replaceChildren(...door(words, this.#back()));
  }

  #back() {
    return el("p", { class: "other" }, el("a", { class: "link", href: "/signin" }, icon("back"), say("forgot.back")));
  }
}

customElements.define("forgot-password", ForgotPassword);
