import { moment, translate, translateOr } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { filter } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { clause, inLine } from "../interface/messages/logged.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

const statuses = ["waiting", "given_up", "uncertain", "done"];
const tones = { waiting: "wait", given_up: "bad", uncertain: "bad", done: "good" };
const drawings = {
  letter: "mail",
  export: "archive",
  backup: "archive",
  remote_work: "spark",
  avatar_callback: "spark",
  avatar_letter: "mail",
  webhook: "spark",
  webhook_letter: "mail",
  task_letter: "mail",
  receipt_letter: "mail",
  refund_letter: "mail",
  renewal_letter: "mail",
  payment: "spark",
};

/** What must still happen outside: what waits and since when, what failed and why. */
class OutboxList extends LiveElement {
  #status = "waiting";
  #pager = null;
  #rows = null;
  #more = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    const next = smallButton(translate("list.more"), () => this.#add(this.#pager));
    this.#more = el("div", { class: "padded", hidden: true }, next);
    const choices = [...statuses.map((each) => [each, translate(`outbox.statuses.${each}`)]), ["", translate("outbox.all")]];
    const choice = filter(translate("outbox.status"), choices, (status) => this.#show(status));
    const head = { title: translate("outbox.title"), text: translate("outbox.text") };
    const filters = el("div", { class: "filters" }, choice);
    this.replaceChildren(panel(head, filters, this.#rows, this.#more));
    this.#show(this.#status);
  }

  #show(status) {
    this.#status = status;
    this.#pager = new Pager((page) => api.outbox({ ...page, status }), 50);
    this.#rows.replaceChildren();
    return loadInto(this, this.#rows, () => this.#add(this.#pager));
  }

  async #add(pager) {
    const entries = await pager.next();
    if (pager !== this.#pager) return; // another status was chosen meanwhile
    this.#rows.append(...entries.map((entry) => this.#row(entry)));
    this.#more.hidden = pager.isAtEnd;
    if (!this.#rows.firstChild) this.#rows.append(el("p", { class: "hint padded" }, translate("outbox.empty")));
  }

  #row(entry) {
    const { id, kind, subject, status, attempts, under_way: isUnderWay, last_error: error } = entry;
    const title = translateOr(kind, `outbox.kinds.${kind}`);
    const about = kind === "letter" ? translateOr(subject, `outbox.letters.${subject}`) : subject;
    const facts = [
      about,
      translate("outbox.since", { time: moment(entry.created_at) }),
      attempts > 0 && translate("outbox.attempts", { count: attempts }),
      status === "waiting" && !isUnderWay && translate("outbox.next", { time: moment(entry.next_attempt_at) }),
      entry.finished_at && translate("outbox.ended", { time: moment(entry.finished_at) }),
      error && el("span", {}, translate("outbox.error"), " ", clause(error)),
    ];
    const word = isUnderWay ? translate("outbox.underWay") : translate(`outbox.statuses.${status}`);
    const name = translate("outbox.retryOf", { name: `${title} ${about}` });
    const retry = () => smallButton(translate("outbox.retry"), () => this.#retry(id), { name });
    return panelRow({
      icon: drawings[kind] ?? "script",
      title,
      note: chip(word, tones[status]),
      text: inLine(facts),
      actions: status === "given_up" ? [retry()] : [],
    });
  }

  async #retry(id) {
    try {
      await api.retryOutbox(id);
      notify(translate("outbox.retried"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await this.#show(this.#status);
  }
}

customElements.define("outbox-list", OutboxList);
