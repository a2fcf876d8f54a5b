import { exactMoment, moment, translate } from "../i18n.js";
import { actionMenu } from "../interface/controls/action-menu.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { inShort } from "../interface/messages/failures.js";
import { askForm } from "../interface/dialogs/form-dialog.js";
import { selectField } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { notify } from "../interface/messages/notices.js";
import { chip, panelRow, panel, smallButton, tag } from "../interface/lists/panels.js";
import { feed } from "../tasks/feed.js";
import * as api from "./webhook-api.js";
import { showSecret } from "./webhook-secret.js";

/** For how long messages are signed with the old secret, too, in seconds. */
const overlaps = [0, 3600, 86_400, 604_800];

/** Where programs of the account are told how its tasks end. */
class WebhookSettings extends LiveElement {
  #rows = null;
  #latest = null;

  enter() {
    this.#rows = el("div", { class: "rows" }, el("div", { class: "ghost" }));
    const add = smallButton(translate("webhooks.add"), () => this.#create(), { look: "", drawing: "add" });
    const secret = smallButton(translate("webhooks.secret.show"), () => this.#showRequestSecret());
    this.replaceChildren(
      panel({ title: translate("webhooks.title"), text: translate("webhooks.text"), action: add }, this.#rows),
      panel({ title: translate("webhooks.once"), text: translate("webhooks.onceText"), action: secret }),
    );
    // One that fails, or is switched off, says so.
    this.listen(feed, "delivery", ({ detail }) => detail.attempts > 0 && this.#load());
    loadInto(this, this.#rows, () => this.#load());
  }

  async #load() {
    const asked = api.webhooks({ limit: 100 });
    this.#latest = asked;
    const { items } = await asked;
    if (asked !== this.#latest) return; // an older answer may come later
    const data = { icon: "link", title: translate("webhooks.empty"), text: translate("webhooks.emptyText") };
    const names = new Names();
    const rows = items.length > 0 ? items.map((webhook) => this.#row(webhook, names)) : [el("empty-state", { data })];
    this.#rows.replaceChildren(...rows);
    this.tell("webhooks", items);
  }

  #row(webhook, names) {
    const { id, url, events, kinds, enabled: isOn } = webhook;
    const name = names.of(id, nameOf(webhook), exactMoment(webhook.created_at));
    const words = el(
      "span",
      { class: "facts" },
      el("code", {}, url),
      ...events.map((event) => tag(translate(`webhooks.events.${event.replace(".", "_")}`))),
      ...kinds.map((kind) => tag(translate(`kinds.${kind}`))),
    );
    const test = smallButton(
      translate("webhooks.test"),
      () => this.#try(() => api.testWebhook(id), "webhooks.tested"),
      { name: translate("webhooks.testOf", { name }) },
    );
    const more = actionMenu(translate("webhooks.more", { name }), [
      { icon: "rename", label: translate("webhooks.edit"), act: () => this.#edit(webhook) },
      { icon: "key", label: translate("webhooks.secret.show"), act: () => this.#showSecret(webhook) },
      { icon: "retry", label: translate("webhooks.rotate"), act: () => this.#rotate(webhook) },
      {
        icon: isOn ? "pause" : "play",
        label: translate(isOn ? "webhooks.off" : "webhooks.on"),
        act: () => this.#try(() => api.changeWebhook(id, { enabled: !isOn }), isOn ? "webhooks.isOff" : "webhooks.isOn"),
      },
      { icon: "delete", label: translate("webhooks.delete"), act: () => this.#delete(webhook), isGrave: true },
    ]);
    return panelRow({ icon: "link", title: nameOf(webhook), note: stateOf(webhook), text: words, actions: [test, more] });
  }

  async #create() {
    const made = await el("webhook-maker").ask();
    if (!made) return;
    await showSecret(made.secret);
    await this.#load();
  }

  async #edit(webhook) {
    if (await Object.assign(el("webhook-maker"), { webhook }).ask()) await this.#load();
  }

  async #showSecret({ id }) {
    try {
      await showSecret((await api.webhookSecret(id)).secret);
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  async #showRequestSecret() {
    try {
      await showSecret(await api.requestSecret());
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  async #rotate(webhook) {
    const choices = overlaps.map((seconds) => [String(seconds), translate(`webhooks.overlap.${seconds}`)]);
    const fresh = await askForm({
      title: translate("webhooks.rotateTitle", { name: nameOf(webhook) }),
      text: translate("webhooks.rotateText"),
      fields: [selectField(translate("webhooks.overlap.label"), { name: "overlap", value: "86400", choices })],
      submit: translate("webhooks.rotate"),
      send: ({ overlap }) => api.rotateWebhook(webhook.id, Number(overlap.value)),
    });
    if (fresh) await showSecret(fresh.secret);
  }

  async #delete(webhook) {
    const words = [
      translate("webhooks.deleteTitle", { name: nameOf(webhook) }),
      translate("webhooks.deleteText"),
      translate("webhooks.delete"),
    ];
    if (await confirmed(...words)) await this.#try(() => api.deleteWebhook(webhook.id), "webhooks.deleted");
  }

  async #try(work, done) {
    try {
      await work();
      notify(translate(done));
      await this.#load();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

/** What its owner wrote about it, else where it leads. */
export const nameOf = ({ description, url }) => description || new URL(url).host;

function stateOf({ enabled: isOn, disabled_reason: reason, failing_since: since }) {
  if (!isOn) return chip(translate(`webhooks.states.${reason}`), reason === "owner" ? null : "bad");
  return since ? chip(translate("webhooks.states.trouble", { time: moment(since) }), "wait") : null;
}

customElements.define("webhook-settings", WebhookSettings);
