import { router } from "../frame/router.js";
import { DropMenu } from "../interface/drop-menu.js";
import { inShort } from "../interface/failures.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { say } from "../interface/words.js";
import { session } from "./session.js";

/** Who is signed in, the way to the settings, and the way out. */
class AccountMenu extends DropMenu {
  enter() {
    const { email, name, role } = session.user;
    const known = email || name; // who came by a service may have told no address
    const hint = el("span", { class: "hint" }, name && name !== known ? email : say("account.signedInAs"));
    const tag = role === "admin" && el("span", { class: "role" }, say("account.admin"));
    this.furnish(
      { class: "face", title: known, "aria-label": say("account.menu", { email: known }) },
      Array.from(name || email)[0].toUpperCase(),
      el("p", { class: "who" }, el("b", {}, name || email), hint, tag),
      this.#link("/settings", "settings", say("settings.title")),
      this.#link("/settings/keys", "key", say("settings.sections.keys")),
      role === "admin" && this.#link("/admin/users", "people", say("account.admins")),
      this.#leave(),
    );
  }

  #link(href, drawing, text) {
    return el("a", { class: "item", href, onclick: () => this.toggle(false) }, icon(drawing), text);
  }

  #leave() {
    const button = el("button", { type: "button", class: "item" }, icon("leave"), say("account.signOut"));
    button.onclick = () => this.#signOut();
    return button;
  }

  async #signOut() {
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
