import { address } from "../../api.js";
import { moment, translate, translateOr } from "../../i18n.js";
import { confirmed } from "../../interface/dialogs/confirm-dialog.js";
import { inShort } from "../../interface/messages/failures.js";
import { askForm } from "../../interface/dialogs/form-dialog.js";
import { selectField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { Names } from "../../interface/lists/names.js";
import { notify } from "../../interface/messages/notices.js";
import { Pager } from "../../interface/lists/pager.js";
import { chip, panelRow, panel, smallButton, tag } from "../../interface/lists/panels.js";
import * as api from "../account-api.js";

/** For how long the old secret still works, in seconds. */
const overlaps = [0, 3600, 86_400, 604_800];

/** The API keys of the account, newest first. */
class KeySettings extends LiveElement {
  #pager = null;
  #names = new Names();
  #keys = [];

  enter() {
    this.replaceChildren(el("div", { class: "ghost" }));
    this.#load();
  }

  async #load() {
    this.#pager = new Pager(api.keys, 50);
    this.#keys = [];
    await this.#more();
  }

  async #more() {
    try {
      this.#keys.push(...(await this.#pager.next()));
      this.#show();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #show() {
    const add = smallButton(translate("keys.add"), () => this.#create(), { look: "", drawing: "add" });
    const data = { icon: "key", title: translate("keys.empty"), text: translate("keys.emptyText") };
    const rows = this.#keys.length > 0 ? this.#keys.map((key) => this.#row(key)) : [el("empty-state", { data })];
    const next = smallButton(translate("list.more"), () => this.#more());
    const more = !this.#pager.isAtEnd && el("div", { class: "padded" }, next);
    const docs = el("a", { href: "/docs", class: "link" }, translate("foot.api"));
    const example = el("pre", {}, `curl -H "X-API-Key: gr_…" ${address("/videos")}`);
    const usage = el("div", { class: "padded" }, example);
    this.replaceChildren(
      panel({ title: translate("keys.title"), text: translate("keys.text"), action: add }, ...rows, more),
      panel({ title: translate("keys.how"), text: translate("keys.howText"), action: docs }, usage),
    );
  }

  #row(key) {
    const { id, name, prefix, scopes, last_used_at: used, last_used_address: address } = key;
    const note = stateOf(key);
    const called = this.#names.of(id, name, `gr_${prefix}`);
    const isOver = note?.dataset.status === "failed";
    const usage = used
      ? translate(address ? "keys.usedFrom" : "keys.used", { time: moment(used), address })
      : translate("keys.unused");
    const words = el(
      "span",
      { class: "facts" },
      el("code", {}, `gr_${prefix}_…`),
      ...scopes.map((scope) => tag(wordsOf(scope).name)),
      el("span", {}, usage),
    );
    const rotate = !isOver && !key.replaced_by && smallButton(
      translate("keys.rotate"),
      () => this.#rotate(key),
      { name: translate("keys.rotateOf", { name: called }) },
    );
    const revoke = smallButton(
      translate("keys.revoke"),
      () => this.#revoke(key),
      { name: translate("keys.revokeOf", { name: called }) },
    );
    return panelRow({ icon: "key", title: name, note, text: words, actions: [rotate, revoke] });
  }

  async #create() {
    const made = await el("key-maker").ask();
    if (made) await this.#load();
  }

  async #rotate(key) {
    const choices = overlaps.map((seconds) => [String(seconds), translate(`keys.overlap.${seconds}`)]);
    const fields = [selectField(translate("keys.overlap.label"), { name: "overlap", value: "86400", choices })];
    const send = ({ overlap }) => api.rotateKey(key.id, Number(overlap.value));
    const title = translate("keys.rotateTitle", { name: key.name });
    const fresh = await askForm({
      title,
      text: translate("keys.rotateText"),
      fields,
      submit: translate("keys.rotate"),
      send,
    });
    if (!fresh) return;
    await Object.assign(el("key-maker"), { made: fresh }).ask();
    await this.#load();
  }

  async #revoke({ id, name }) {
    if (!(await confirmed(
      translate("keys.revokeTitle", { name }),
      translate("keys.revokeText"),
      translate("keys.revoke"),
    ))) return;
    try {
      await api.revokeKey(id);
      notify(translate("keys.revoked"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await this.#load();
  }
}

export function wordsOf(scope) {
  const words = (part) => translateOr(scope, `keys.scopes.${scope}.${part}`);
  return { name: words("name"), text: words("text") };
}

/** How long it lives, where that is worth a word. */
function stateOf({ expires_at: expires, ends_at: ends, replaced_by: next }) {
  const until = [ends, expires].filter(Boolean).sort()[0];
  if (!until) return null;
  if (new Date(until) <= new Date()) return chip(translate("keys.over"), "bad");
  return chip(translate(next ? "keys.endsSoon" : "keys.expires", { time: moment(until) }), next ? "wait" : null);
}

customElements.define("key-settings", KeySettings);
