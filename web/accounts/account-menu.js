import { router } from "../frame/router.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, newId } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { say } from "../interface/words.js";
import { session } from "./session.js";

/** Who is signed in, and the way out. */
class AccountMenu extends LiveElement {
  #button = null;
  #panel = null;

  enter() {
    const id = newId("account");
    const { email } = session.user;
    this.#panel = el("div", { class: "panel", id, hidden: true }, ...this.#content(email));
    this.#button = el(
      "button",
      {
        type: "button",
        class: "face",
        title: email,
        "aria-label": say("account.menu", { email }),
        "aria-expanded": "false",
        "aria-controls": id,
        onclick: () => this.#toggle(this.#panel.hidden),
      },
      email.slice(0, 1).toUpperCase(),
    );
    this.replaceChildren(this.#button, this.#panel);
    this.listen(document, "pointerdown", ({ target }) => this.contains(target) || this.#toggle(false));
    this.listen(this, "focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.contains(relatedTarget)) this.#toggle(false);
    });
    this.listen(this, "keydown", ({ key }) => {
      if (key !== "Escape" || this.#panel.hidden) return;
      this.#toggle(false);
      this.#button.focus();
    });
  }

  #content(email) {
    const leave = el(
      "button",
      { type: "button", class: "item", onclick: () => this.#leave() },
      icon("leave"),
      say("account.signOut"),
    );
    const role = session.user.role === "admin" && el("span", { class: "role" }, say("account.admin"));
    const hint = el("span", { class: "hint" }, say("account.signedInAs"));
    const who = el("p", { class: "who" }, hint, el("b", {}, email), role);
    const settings = el("a", { class: "item", href: "/settings" }, icon("settings"), say("settings.title"));
    settings.onclick = () => this.#toggle(false);
    return [who, settings, leave];
  }

  #toggle(isOpen) {
    this.#panel.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
  }

  async #leave() {
    try {
      await session.signOut();
      router.go("/", { replace: true });
      notify(say("account.signedOut"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("account-menu", AccountMenu);
