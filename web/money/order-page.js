import { fullMoment, translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { feed } from "../tasks/feed.js";
import { orderNumber, price } from "./amounts.js";
import * as api from "./money-api.js";
import { money } from "./money.js";
import { payInside } from "./way-to-pay.js";

/** Beside what the server tells by itself: somebody's network may lose that. */
const [pause, longest] = [3000, 30000];

/** One order: the code that pays it, or what became of it. */
class OrderPage extends LiveElement {
  #order = null;
  #timer = null;
  #wait = pause;

  enter() {
    this.listen(feed, "order", ({ detail }) => detail.id === this.dataset.id && this.#hurry());
    this.#ask();
  }

  leave() {
    clearTimeout(this.#timer);
  }

  #hurry() {
    clearTimeout(this.#timer);
    this.#ask();
  }

  async #ask() {
    try {
      const before = this.#order?.status;
      this.#order = await api.order(this.dataset.id);
      if (!this.isConnected) return;
      if (before !== this.#order.status) this.#show();
      if (before === "pending" && this.#order.status === "paid") money.load();
    } catch (error) {
      if (!this.#order) return this.replaceChildren(el("empty-state", {
        data: { icon: "warning", title: inShort(error), text: "" },
      }));
      notify(inShort(error), "problem");
    }
    if (this.#order.status !== "pending") return;
    this.#wait = Math.min(longest, this.#wait * 1.2);
    this.#timer = setTimeout(() => this.#ask(), this.#wait);
  }

  #show() {
    const { title, status, price: cost, number, refunded } = this.#order;
    const lead = [
      price(cost),
      number && translate("money.invoiceNumber", { number: String(number) }),
      refunded.amount > 0 && translate("money.refunded", { price: price(refunded) }),
    ].filter(Boolean).join(" · ");
    const sheet = el(
      "div",
      { class: "sheet" },
      el("header", { class: "page-title" }, el("h1", {}, title), el("p", { class: "lead" }, lead)),
      el("div", { class: "order", role: "status", "data-status": status }, ...this.#body()),
      el("a", { class: "button", "data-look": "quiet", href: "/billing" }, translate("money.back")),
    );
    this.replaceChildren(sheet);
  }

  #body() {
    const { status, method, code_url: code, url, parameters, expires_at: end } = this.#order;
    if (status === "paid") {
      return [
        el("p", { class: "outcome" }, icon("check"), translate("money.statusText.paid")),
        this.#paper(translate("money.receipt")),
      ];
    }
    if (status !== "pending") {
      return [el("p", { class: "outcome" }, icon("cross"), translate(`money.statusText.${status}`))];
    }
    if (method === "manual") {
      const words = translate("money.manualText", { time: fullMoment(end), number: orderNumber(this.#order) });
      return [el("p", {}, words), this.#paper(translate("money.invoice"))];
    }
    const until = el("p", { class: "hint" }, translate("money.payUntil", { time: fullMoment(end) }));
    if (code) {
      const label = translate("money.code");
      return [el("qr-picture", { data: { text: code, label } }), el("p", {}, translate("money.scan")), until];
    }
    const words = translate("money.payNow", { price: price(this.#order.price) });
    const pay = url ? el("a", { class: "button", href: url }, words) : parameters && this.#payButton(words, parameters);
    const waiting = el("p", { class: "outcome" }, el("span", { class: "spinner" }), translate("money.statusText.pending"));
    return [waiting, pay, until].filter(Boolean);
  }

  /** The receipt of what is paid, the invoice of what is not. */
  #paper(words) {
    const get = { class: "button", href: api.receipt(this.#order.id), download: true };
    return el("a", get, icon("download"), words);
  }

  /** Inside WeChat, which shows its own dialog. */
  #payButton(words, parameters) {
    const button = el("button", { type: "button", class: "button" }, words);
    button.onclick = async () => {
      button.disabled = true;
      await payInside(parameters);
      button.disabled = false;
      this.#wait = pause;
      this.#hurry();
    };
    return button;
  }
}

customElements.define("order-page", OrderPage);
