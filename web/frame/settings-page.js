import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { money } from "../money/money.js";
import { session } from "../session.js";

/** Name, address, drawing and contents of each section. */
const sections = [
  ["profile", "/settings", "person", ["profile-settings", "pronunciation-list"]],
  ["security", "/settings/security", "shield", ["security-settings"]],
  ["notifications", "/settings/notifications", "bell", ["notice-settings"]],
  ["keys", "/settings/keys", "key", ["key-settings"]],
  ["webhooks", "/settings/webhooks", "forward", ["webhook-settings", "webhook-log"]],
  ["shares", "/settings/shares", "link", ["share-list"]],
  ["privacy", "/settings/privacy", "lock", ["consent-list", "export-settings", "account-deletion"]],
];
/** Where minutes are counted, and where credits are sold. */
const counting = ["billing", "/billing", "archive", ["credit-balance"]];
const selling = ["billing", "/billing", "archive", ["credit-balance", "plan-offers", "order-list", "credit-history"]];
const till = ["money", "/admin/money", "archive", ["account-ledger", "order-desk", "bill-check"]];
const admin = [
  ["users", "/admin/users", "people", ["registration-switch", "invitation-list", "user-list"]],
  ["review", "/admin/consents", "check", ["consent-review"]],
  ["engines", "/admin/engines", "spark", ["engine-list", "pack-list"]],
  ["outbox", "/admin/outbox", "mail", ["outbox-list"]],
  ["storage", "/admin/storage", "archive", ["mirror-list", "media-check", "backup-list"]],
  ["audit", "/admin/audit", "script", ["audit-log"]],
];

/** The settings of an account and, for administrators, of the house. `of` names the section that is shown. */
class SettingsPage extends LiveElement {
  enter() {
    this.listen(money, "change", () => this.querySelector(".ways").replaceWith(this.#ways()));
    const all = [...sections, ...admin, money.isSold || !money.state ? selling : counting, till];
    const [name, , , parts] = all.find(([name]) => name === this.getAttribute("of"));
    const heading = el(
      "header",
      { class: "page-title" },
      el("h1", {}, translate(`settings.sections.${name}`)),
      el("p", { class: "lead" }, translate(`settings.leads.${name}`)),
    );
    const contents = parts.map((part) => el(part));
    this.replaceChildren(this.#ways(), el("div", { class: "section" }, heading, contents));
    this.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }

  #ways() {
    const own = money.isCounted ? [...sections, money.isSold ? selling : counting] : sections;
    const groups = [this.#group("settings.title", own)];
    const administered = money.isSold ? [...admin, till] : admin;
    if (session.user?.role === "admin") groups.push(this.#group("account.admins", administered));
    return el("nav", { class: "ways", "aria-label": translate("settings.title") }, groups);
  }

  #group(title, list) {
    const links = list.map(([name, href, drawing]) => el(
      "a",
      { href, "aria-current": location.pathname === href && "page" },
      icon(drawing),
      translate(`settings.sections.${name}`),
    ));
    return el("div", { class: "group" }, el("p", { class: "hint" }, translate(title)), links);
  }
}

customElements.define("settings-page", SettingsPage);
