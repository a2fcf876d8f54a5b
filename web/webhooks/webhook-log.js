import { exactMoment, translate } from "../i18n.js";
import { filter } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { clause, inLine } from "../interface/messages/logged.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import { feed } from "../tasks/feed.js";
import * as api from "./webhook-api.js";
import { nameOf } from "./webhook-settings.js";

const tones = { waiting: "wait", delivered: "good", failed: "bad" };

/** What was told to programs of the account, and how they took it. */
class WebhookLog extends LiveElement {
  #webhooks = new Map();
  #webhook = "";
  #filters = null;
  #pager = null;
  #rows = null;
  #more = null;

  enter() {
    this.#filters = el("div", { class: "filters" });
    this.#rows = el("div", { class: "rows" });
    this.#more = moreButton(() => this.#add(this.#pager));
    const head = { title: translate("webhooks.log.title"), text: translate("webhooks.log.text") };
    this.replaceChildren(panel(head, this.#filters, this.#rows, this.#more));
    this.listen(document, "webhooks", ({ detail }) => this.#know(detail));
    this.listen(feed, "delivery", ({ detail }) => this.#update(detail));
    this.#know([]);
    this.#show("");
  }

  #know(webhooks) {
    this.#webhooks = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
    const choices = [["", translate("webhooks.log.all")], ...webhooks.map((webhook) => [webhook.id, nameOf(webhook)])];
    const choice = filter(translate("webhooks.log.of"), choices, (id) => this.#show(id));
    choice.value = this.#webhooks.has(this.#webhook) ? this.#webhook : "";
    this.#filters.replaceChildren(choice);
    for (const row of this.#rows.querySelectorAll("[data-id]")) row.replaceWith(this.#row(row.delivery));
  }

  #show(id) {
    this.#webhook = id;
    this.#pager = new Pager((page) => api.deliveries(id, page), 20);
    this.#rows.replaceChildren();
    return loadInto(this, this.#rows, () => this.#add(this.#pager));
  }

  async #add(pager) {
    const deliveries = await pager.next();
    if (pager !== this.#pager) return; // another webhook was chosen meanwhile
    this.#rows.append(...deliveries.map((delivery) => this.#row(delivery)));
    this.#more.hidden = pager.isAtEnd;
    if (!this.#rows.firstChild) this.#rows.append(el("p", { class: "hint padded" }, translate("webhooks.log.empty")));
  }

  /** A new one goes to the top. */
  #update(delivery) {
    if (this.#webhook && delivery.webhook_id !== this.#webhook) return;
    const shown = this.#rows.querySelector(`[data-id="${CSS.escape(delivery.id)}"]`);
    if (shown) return shown.replaceWith(this.#row(delivery));
    this.#rows.querySelector(":scope > .hint")?.remove();
    this.#rows.prepend(this.#row(delivery));
  }

  #row(delivery) {
    const { id, webhook_id: webhook, event, status, attempts, task_id: task } = delivery;
    const name = webhook ? nameOfKnown(this.#webhooks.get(webhook)) : translate("webhooks.log.request");
    const { response_status: answer, response_ms: took, last_error: error, next_attempt_at: next } = delivery;
    const facts = [
      name,
      exactMoment(delivery.last_attempt_at ?? delivery.created_at),
      attempts > 1 && translate("webhooks.log.attempts", { count: attempts }),
      answer && translate("webhooks.log.answer", { status: String(answer), took }),
      error && !answer && el("span", {}, translate("webhooks.log.error"), " ", clause(error)),
      status === "waiting" && next && translate("webhooks.log.next", { time: exactMoment(next) }),
    ];
    const words = el("span", {}, inLine(facts));
    const link = task && el("a", { class: "link", href: `/tasks/${encodeURIComponent(task)}` }, translate("webhooks.log.task"));
    const title = translate(`webhooks.events.${event.replace(".", "_")}`);
    const at = exactMoment(delivery.created_at);
    const again = smallButton(
      translate("webhooks.log.again"),
      () => this.#redeliver(id),
      { name: translate("webhooks.log.againOf", { name: `${title}, ${at}` }) },
    );
    const row = panelRow({
      title,
      note: chip(translate(`webhooks.log.statuses.${status}`), tones[status]),
      text: el("span", {}, words, link && " · ", link),
      actions: status === "waiting" && attempts === 0 ? [] : [again],
    });
    row.dataset.id = id;
    row.delivery = delivery;
    return row;
  }

  async #redeliver(id) {
    this.#update(await api.redeliver(id));
    notify(translate("webhooks.log.sent"));
  }
}

const nameOfKnown = (webhook) => webhook && nameOf(webhook);

customElements.define("webhook-log", WebhookLog);
