import { moment, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { Pager } from "../interface/lists/pager.js";
import { chip, panel, panelRow } from "../interface/lists/panels.js";
import { price } from "./amounts.js";
import * as api from "./money-api.js";
import { money } from "./money.js";

const tones = { paid: "good", pending: "wait", failed: "bad" };

/** What was ordered, with its receipts. */
class OrderList extends LiveElement {
  enter() {
    this.listen(money, "moved", () => this.#load());
    this.#load();
  }

  #load() {
    const rows = el("div", { class: "rows" });
    const pager = new Pager(api.orders);
    const fill = async () => {
      const orders = await pager.next();
      rows.append(...orders.map((order) => this.#row(order)));
      more.hidden = pager.isAtEnd;
      if (!rows.firstChild) rows.append(el("p", { class: "hint padded" }, translate("money.noOrders")));
    };
    const more = moreButton(fill);
    this.replaceChildren(panel({ title: translate("money.orders") }, rows, more));
    loadInto(this, rows, fill);
  }

  #row({ id, title, method, price: cost, status, number, refunded, created_at: at }) {
    const facts = [
      price(cost),
      translate(`money.methods.${method}`),
      moment(at),
      number && translate("money.invoiceNumber", { number: String(number) }),
      refunded.amount > 0 && translate("money.refunded", { price: price(refunded) }),
    ];
    const get = { class: "button", "data-look": "quiet", "data-size": "small", href: api.receipt(id), download: true };
    const open = { class: "button", "data-look": "quiet", "data-size": "small", href: `/billing/orders/${id}` };
    const action = status === "paid"
      ? el("a", get, icon("download"), translate("money.receipt"))
      : status === "pending" && el("a", open, translate("money.pay"));
    return panelRow({
      icon: "script",
      title,
      note: chip(translate(`money.statuses.${status}`), tones[status]),
      text: facts.filter(Boolean).join(" · "),
      actions: [action],
    });
  }
}

customElements.define("order-list", OrderList);
