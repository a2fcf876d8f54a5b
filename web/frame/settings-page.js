import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { session } from "../session.js";

/** Name, address, drawing and contents of each section. */
const sections = [
  ["profile", "/settings", "person", ["profile-settings"]],
  ["security", "/settings/security", "shield", ["security-settings"]],
  ["keys", "/settings/keys", "key", ["key-settings"]],
  ["privacy", "/settings/privacy", "lock", ["consent-list", "export-settings", "account-deletion"]],
];
const admin = [
  ["users", "/admin/users", "people", ["registration-switch", "invitation-list", "user-list"]],
  ["engines", "/admin/engines", "spark", ["engine-list", "pack-list"]],
  ["outbox", "/admin/outbox", "mail", ["outbox-list"]],
  ["audit", "/admin/audit", "script", ["audit-log"]],
];

/** The settings of an account and, for administrators, of the house. `of` names the section that is shown. */
class SettingsPage extends LiveElement {
  enter() {
    const [name, , , parts] = [...sections, ...admin].find(([name]) => name === this.getAttribute("of"));
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
    const groups = [this.#group("settings.title", sections)];
    if (session.user.role === "admin") groups.push(this.#group("account.admins", admin));
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
