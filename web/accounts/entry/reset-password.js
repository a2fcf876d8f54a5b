import { translate } from "../../i18n.js";
import { form, passwordField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { router } from "../../router.js";
import * as api from "../account-api.js";
import { endedWords } from "../security/ended-access.js";
import { entryCard } from "./entry-card.js";

/** A new password, for whoever comes by the link of the mail. */
class ResetPassword extends LiveElement {
  enter() {
    this.classList.add("entry-page");
    const token = router.handed.get("token");
    if (!token) return this.#stale();
    const sheet = form({
      fields: [passwordField(translate("reset.password"), { name: "new_password", isNew: true })],
      submit: translate("reset.submit"),
      size: "large",
      send: async ({ new_password: password }) => {
        this.#done(await api.resetPassword({ token, new_password: password.value }));
      },
      judge: (error) => {
        const { status, details } = error;
        if ([401, 404, 409, 410].includes(status) || details?.field === "token") this.#stale();
      },
    });
    this.replaceChildren(...entryCard({ title: translate("reset.title"), text: translate("reset.text") }, sheet));
  }

  #done(ended) {
    const way = el("a", { class: "button", "data-size": "large", href: "/signin" }, translate("account.signIn"));
    const text = [translate("reset.doneText"), endedWords(ended)].filter(Boolean).join(" ");
    this.replaceChildren(...entryCard(
      { title: translate("reset.done"), text, drawing: "check" },
      way,
    ));
  }

  #stale() {
    const way = el("a", { class: "button", "data-size": "large", href: "/forgot" }, translate("reset.again"));
    this.replaceChildren(...entryCard(
      { title: translate("reset.stale"), text: translate("reset.staleText"), drawing: "clock" },
      way,
    ));
  }
}

customElements.define("reset-password", ResetPassword);
