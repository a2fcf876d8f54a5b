import * as api from "../api.js";
import { size, translate } from "../i18n.js";
import { DropMenu } from "../interface/controls/drop-menu.js";
import { inShort } from "../interface/messages/failures.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { minutes } from "../money/amounts.js";
import { money } from "../money/money.js";
import { router } from "../router.js";
import { session } from "../session.js";

/** Who is signed in, what they may use and how much of it is left, the way to the settings, and the way out. */
class AccountMenu extends DropMenu {
  #allowance = null;

  enter() {
    this.#allowance = el("span", { class: "hint allowance", role: "status" });
    const { email, name, role } = session.user;
    const known = email || name; // a sign-in service may not have given an address
    const hint = el("span", { class: "hint" }, name && name !== known ? email : translate("account.signedInAs"));
    const tag = role === "admin" && el("span", { class: "role" }, translate("account.admin"));
    this.build(
      { class: "face", title: known, "aria-label": translate("account.menu", { email: known }) },
      Array.from(name || email)[0].toUpperCase(),
      el("p", { class: "who" }, el("b", {}, name || email), hint, tag, this.#allowance),
      this.#link("/dashboard", "library", translate("dashboard.title")),
      this.#link("/settings", "settings", translate("settings.title")),
      this.#link("/settings/keys", "key", translate("settings.sections.keys")),
      money.isCounted && this.#link("/billing", "archive", translate("settings.sections.billing")),
      role === "admin" && this.#link("/admin/users", "people", translate("account.admins")),
      this.#leave(),
    );
  }

  toggle(isOpen) {
    super.toggle(isOpen);
    if (isOpen) this.#tellAllowance().catch(() => {}); // the overview tells it, too
  }

  async #tellAllowance() {
    const { minutes: period, storage } = await api.dashboard();
    const time = period && translate("money.left", { left: minutes(period.left_ms), included: minutes(period.included_ms) });
    const room = translate("dashboard.used", { used: size(storage.used_bytes), quota: size(storage.quota_bytes) });
    const lines = [time, translate("account.storage", { room })].filter(Boolean);
    this.#allowance.replaceChildren(...lines.map((line) => el("span", {}, line)));
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
