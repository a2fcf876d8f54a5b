import { address } from "../api.js";
import { confirmed } from "../interface/confirm-dialog.js";
import { inShort } from "../interface/failures.js";
import { askForm } from "../interface/form-dialog.js";
import { selectField } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { Pager } from "../interface/pager.js";
import { chip, line, plate, smallButton, tag } from "../interface/plates.js";
import { isSaid, moment, say } from "../interface/words.js";
import * as api from "./account-api.js";

/** For how long the old secret still works, in seconds. */
const overlaps = [0, 3600, 86_400, 604_800];

/** The API keys of the account, newest first. */
class KeySettings extends LiveElement {
  #pager = null;
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
    const add = smallButton(say("keys.add"), () => this.#create(), { look: "", drawing: "add" });
    const data = { icon: "key", title: say("keys.empty"), text: say("keys.emptyText") };
    const rows = this.#keys.length > 0 ? this.#keys.map((key) => this.#row(key)) : [el("empty-state", { data })];
    const next = smallButton(say("list.more"), () => this.#more());
    const more = !this.#pager.isAtEnd && el("div", { class: "padded" }, next);
    const docs = el("a", { href: "/docs", class: "link" }, say("foot.api"));
    const example = el("pre", {}, `curl -H "X-API-Key: gr_…" ${address("/videos")}`);
    const usage = el("div", { class: "padded" }, example);
    this.replaceChildren(
      plate({ title: say("keys.title"), text: say("keys.text"), action: add }, ...rows, more),
      plate({ title: say("keys.how"), text: say("keys.howText"), action: docs }, usage),
    );
  }

  #row(key) {
    const { name, prefix, scopes, last_used_at: used, last_used_address: address } = key;
    const note = stateOf(key);
    const isOver = note?.dataset.status === "failed";
    const usage = used
      ? say(address ? "keys.usedFrom" : "keys.used", { time: moment(used), address })
      : say("keys.unused");
    const words = el(
      "span",
      { class: "facts" },
      el("code", {}, `gr_${prefix}_…`),
      ...scopes.map((scope) => tag(wordsOf(scope).name)),
      el("span", {}, usage),
    );
    const rotate = !isOver && !key.replaced_by && smallButton(say("keys.rotate"), () => this.#rotate(key));
    const revoke = smallButton(say("keys.revoke"), () => this.#revoke(key));
    return line({ icon: "key", title: name, note, text: words, actions: [rotate, revoke] });
  }

  async #create() {
    const made = await el("key-maker").ask();
    if (made) await this.#load();
  }

  async #rotate(key) {
    const choices = overlaps.map((seconds) => [String(seconds), say(`keys.overlap.${seconds}`)]);
    const fields = [selectField(say("keys.overlap.label"), { name: "overlap", value: "86400", choices })];
    const send = ({ overlap }) => api.rotateKey(key.id, Number(overlap.value));
    const title = say("keys.rotateTitle", { name: key.name });
    const fresh = await askForm({ title, text: say("keys.rotateText"), fields, submit: say("keys.rotate"), send });
    if (!fresh) return;
    await Object.assign(el("key-maker"), { made: fresh }).ask();
    await this.#load();
  }

  async #revoke({ id, name }) {
    if (!(await confirmed(say("keys.revokeTitle", { name }), say("keys.revokeText"), say("keys.revoke")))) return;
    try {
      await api.revokeKey(id);
      notify(say("keys.revoked"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await this.#load();
  }
}

export function wordsOf(scope) {
  const words = (part) => (isSaid(`keys.scopes.${scope}.${part}`) ? say(`keys.scopes.${scope}.${part}`) : scope);
  return { name: words("name"), text: words("text") };
}

/** How long it lives, where that is worth a word. */
function stateOf({ expires_at: expires, ends_at: ends, replaced_by: next }) {
  const until = [ends, expires].filter(Boolean).sort()[0];
  if (!until) return null;
  if (new Date(until) <= new Date()) return chip(say("keys.over"), "bad");
  return chip(say(next ? "keys.endsSoon" : "keys.expires", { time: moment(until) }), next ? "wait" : null);
}

customElements.define("key-settings", KeySettings);
