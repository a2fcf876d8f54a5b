import { translate } from "../../i18n.js";
import { emailField, form } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el, icon } from "../../interface/markup.js";
import * as api from "../account-api.js";
import { entryCard } from "./entry-card.js";

/** Asks for a link by mail. The answer is the same for every address: who has an account here is nobody's business. */
class ForgotPassword extends LiveElement {
  enter() {
    this.classList.add("entry-page");
    const sheet = form({
      fields: [emailField(translate("entry.email"), { autocomplete: "username" })],
      submit: translate("forgot.submit"),
      size: "large",
      send: async ({ email }) => {
        await api.forgotPassword(email.value.trim());
        this.#done(email.value.trim());
      },
    });
    this.replaceChildren(...entryCard(
      { title: translate("forgot.title"), text: translate("forgot.text") },
      sheet,
      this.#back(),
    ));
  }

  #done(email) {
    const words = { title: translate("forgot.sent"), text: translate("forgot.sentText", { email }), drawing: "mail" };
    this.replaceChildren(...entryCard(words, this.#back()));
  }

  #back() {
    return el(
      "p",
      { class: "other" },
      el("a", { class: "link", href: "/signin" }, icon("back"), translate("forgot.back")),
    );
  }
}

customElements.define("forgot-password", ForgotPassword);
