import { deviceOf } from "../accounts/security/devices.js";
import { exactMoment, listed, translate, translateOr } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { filter } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { Names } from "../interface/lists/names.js";
import { Pager } from "../interface/lists/pager.js";
import { panel, smallButton } from "../interface/lists/panels.js";
import { money } from "../money/money.js";
import * as api from "./admin-api.js";

/** What is written down, as far as we have words for it. */
const known = [
  "user.register", "user.sign_in", "user.sign_in_failed", "user.password_change", "user.email_change", "user.erase",
  "user.export", "user.rename", "user.role", "user.suspend", "user.activate", "user.sessions_end", "session.end",
  "session.token_reuse", "identity.link", "identity.unlink", "totp.enable", "totp.disable", "totp.code_reuse", "totp.reset",
  "recovery_codes.renew", "passkey.add", "passkey.remove", "key.create", "key.rotate", "key.revoke",
  "webhook.rotate_secret", "settings.change", "consent.waive", "invitation.create", "invitation.revoke", "outbox.retry",
  "engine.change", "pack.add", "pack.remove", "backup.create",
];
const selling = ["credits.adjust", "order.refund", "order.mark_paid"];
const drawings = {
  user: "person", session: "screen", key: "key", settings: "settings", auth: "lock", invitation: "mail", outbox: "mail",
  engine: "spark", backup: "archive", credits: "spark", order: "script",
};
const grave = ["user.sign_in_failed", "user.suspend", "session.token_reuse", "totp.code_reuse"];

/** Who did what, newest first. With `?actor=` in the address only what one of them did. */
class AuditLog extends LiveElement {
  #filter = { action: "", actor: "" };
  #pager = null;
  #rows = null;
  #more = null;
  #who = null;
  #names = new Map();
  /** What the buttons are called. */
  #labels = new Names();

  enter() {
    this.#filter.actor = new URLSearchParams(location.search).get("actor") ?? "";
    this.#rows = el("ul", { class: "rows" });
    this.#who = el("div", { class: "who" });
    const next = smallButton(translate("list.more"), () => this.#fill(this.#pager));
    this.#more = el("div", { class: "padded", hidden: true }, next);
    const actions = [...known, ...(money.isSold ? selling : [])].map((action) => [action, wordsOf(action)]);
    const all = [["", translate("audit.everything")], ...actions];
    const choice = filter(translate("audit.action"), all, (action) => this.#set({ action }));
    const filters = el("div", { class: "filters" }, choice, this.#who);
    this.replaceChildren(panel({ title: translate("audit.title") }, filters, this.#rows, this.#more));
    this.#restart();
  }

  #set(change) {
    Object.assign(this.#filter, change);
    this.#restart();
  }

  #restart() {
    this.#pager = new Pager((page) => api.audit({ ...page, ...this.#filter }), 50);
    this.#rows.ariaBusy = "true";
    this.#fill(this.#pager, true);
  }

  async #fill(pager, isNew = false) {
    try {
      const entries = await pager.next();
      if (pager !== this.#pager) return; // something else was chosen meanwhile
      const rows = entries.map((entry) => this.#row(entry));
      if (isNew) this.#rows.replaceChildren(...rows);
      else this.#rows.append(...rows);
      this.#more.hidden = pager.isAtEnd;
      if (!this.#rows.firstChild) this.#rows.append(el("li", { class: "nothing hint" }, translate("audit.empty")));
      if (isNew) this.#showWho(entries.find(({ actor }) => actor?.id === this.#filter.actor)?.actor);
    } catch (error) {
      notify(inShort(error), "problem");
    }
    this.#rows.ariaBusy = null;
  }

  #showWho(actor) {
    if (!this.#filter.actor) return this.#who.replaceChildren();
    const all = el("button", { type: "button", class: "link" }, translate("audit.all"));
    all.onclick = () => this.#set({ actor: "" });
    this.#who.replaceChildren(
      el("span", {}, translate("audit.only", { name: actor?.email || translate("audit.one") })),
      all,
    );
  }

  #row({ id, at, action, actor, target, address, user_agent: agent, details }) {
    const { program, system } = deviceOf(agent ?? "");
    const place = [address, [program, system].filter(Boolean).join(" · ")].filter(Boolean).join(" · ");
    const facts = [...factsOf(details), place].filter(Boolean).join(" · ");
    const kind = action.split(".")[0];
    return el(
      "li",
      { class: "entry", "data-grave": grave.includes(action) },
      el("span", { class: "mark" }, icon(drawings[kind] ?? "script")),
      el(
        "div",
        { class: "text" },
        el("p", { class: "name" }, el("b", {}, wordsOf(action)), this.#actor(actor, id, at)),
        el("p", { class: "hint" }, this.#target(target, actor), facts),
      ),
      el("time", { class: "hint", datetime: at }, exactMoment(at)),
    );
  }

  /** The person it was done to, where that is another. The log knows ids only; each is asked for once. */
  #target(target, actor) {
    if (target?.kind !== "user" || target.id === actor?.id) return null;
    const words = el("span", { class: "target" });
    this.#nameOf(target.id).then((name) => words.append(translate("audit.about", { name }), " · "));
    return words;
  }

  /** The address, or the name of somebody who has none. */
  #nameOf(id) {
    const ask = () => api.user(id).then(({ email, name }) => email || name).catch(() => translate("audit.gone"));
    if (!this.#names.has(id)) this.#names.set(id, ask());
    return this.#names.get(id);
  }

  /** @param id of the entry, and @param at its time: somebody may have done more than one thing. */
  #actor(actor, id, at) {
    if (!actor) return el("span", { class: "hint" }, translate("audit.nobody"));
    const button = el("button", { type: "button", class: "link" });
    const call = (name) => {
      button.title = translate("audit.onlyThis", { name });
      button.ariaLabel = this.#labels.of(id, button.title, exactMoment(at));
      button.textContent = name;
    };
    call(actor.email || translate("audit.one"));
    if (!actor.email) this.#nameOf(actor.id).then(call);
    button.onclick = () => this.#set({ actor: actor.id });
    return button;
  }
}

/** Actions we have no words for speak for themselves. */
function wordsOf(action) {
  return translateOr(action.replaceAll(/[._]/g, " "), `audit.actions.${action.replaceAll(".", "_")}`);
}

function factsOf(details) {
  return Object.entries(details ?? {}).map(([name, value]) => {
    const [fact, kind] = name.startsWith("rank_") ? ["rank", name.slice(5)] : [name, null];
    const words = translateOr(name.replaceAll("_", " "), `audit.facts.${fact}`, { kind: kind && wordFor("kind", kind) });
    return translate("audit.fact", { name: words, value: listed(value.split(" ").map((word) => wordFor(name, word))) });
  });
}

function wordFor(fact, value) {
  switch (fact) {
    case "role": return translateOr(value, `users.roles.${value}`);
    case "kind": return kindFor(value);
    case "state": return translateOr(value, `engines.states.${value}`);
    case "scopes": return translateOr(value, `keys.scopes.${value}.name`);
    case "provider": return translateOr(value, `entry.services.${value}`);
    case "registration": return translateOr(value, `audit.registrations.${value}`);
    case "by": return translateOr(value, `audit.means.${value}`);
    default: return value;
  }
}

/** Of a consent, of what waits to be sent, or of a task. */
function kindFor(value) {
  const task = translateOr(value, `kinds.${value}`);
  return translateOr(translateOr(task, `outbox.kinds.${value}`), `consents.kinds.${value}`);
}

customElements.define("audit-log", AuditLog);
