import { translate } from "../i18n.js";
import { DropMenu } from "../interface/controls/drop-menu.js";
import { inShort } from "../interface/messages/failures.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { money } from "../money/money.js";
import { router } from "../router.js";
import { session } from "../session.js";

/** Who is signed in, the way to the settings, and the way out. */
class AccountMenu extends DropMenu {
  enter() {
    const { email, name, role } = session.user;
    const known = email || name; // a sign-in service may not have given an address
    const hint = el("span", { class: "hint" }, name && name !== known ? email : translate("account.signedInAs"));
    const tag = role === "admin" && el("span", { class: "role" }, translate("account.admin"));
    this.build(
      { class: "face", title: known, "aria-label": translate("account.menu", { email: known }) },
      Array.from(name || email)[0].toUpperCase(),
      el("p", { class: "who" }, el("b", {}, name || email), hint, tag),
      this.#link("/dashboard", "library", translate("dashboard.title")),
      this.#link("/settings", "settings", translate("settings.title")),
      this.#link("/settings/keys", "key", translate("settings.sections.keys")),
      money.isCounted && this.#link("/billing", "archive", translate("settings.sections.billing")),
      role === "admin" && this.#link("/admin/users", "people", translate("account.admins")),
      this.#leave(),
    );
  }

  #link(href, drawing, text) {
    return el("a", { class: "item", href, onclick: () => this.toggle(false) }, icon(drawing), text);
  }

  #leave() {
    const button = el("button", { type: "button", class: "item" }, icon("leave"), translate("account.signOut"));
    button.onclick = () => this.#signOut();
    return button;
  }

  async #signOut() {
    try {
      await session.signOut();
      router.go("/", { replace: true });
      notify(translate("account.signedOut"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("account-menu", AccountMenu);
