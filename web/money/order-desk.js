import { moment, translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { askForm } from "../interface/dialogs/form-dialog.js";
import { textField } from "../interface/controls/form.js";
import { newKey } from "../interface/controls/keys.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import { difference, minorOf, orderNumber, price } from "./amounts.js";
import * as api from "./money-api.js";

const tones = { paid: "good", pending: "wait", failed: "bad" };

/** What came in, every order, and what an administrator does about one. */
class OrderDesk extends LiveElement {
  #rows = null;
  #sums = null;

  enter() {
    this.#sums = el("div", { class: "rows" });
    this.#rows = el("div", { class: "rows" });
    const check = smallButton(translate("money.check"), () => this.#check());
    const account = new URLSearchParams(location.search).get("account");
    const pager = new Pager((query) => api.allOrders(account ? { ...query, account } : query));
    const fill = async () => {
      const orders = await pager.next();
      this.#rows.append(...orders.map((order) => this.#row(order)));
      more.hidden = pager.isAtEnd;
      if (!this.#rows.firstChild) this.#rows.append(el("p", { class: "hint padded" }, translate("money.noOrders")));
    };
    const more = moreButton(fill);
    const revenue = { title: translate("money.revenue"), text: translate("money.revenueText"), action: check };
    const orders = panel({ title: translate(account ? "money.orders" : "money.allOrders") }, this.#rows, more);
    this.replaceChildren(...(account ? [orders] : [panel(revenue, this.#sums), orders]));
    if (!account) loadInto(this, this.#sums, () => this.#sum());
    loadInto(this, this.#rows, fill);
  }

  async #sum() {
    const items = await api.revenue();
    const rows = items.map(({ orders, paid, refunded, lost }) => panelRow({
      icon: "spark",
      title: price(paid),
      text: [
        translate("money.orderCount", { count: orders }),
        refunded.amount > 0 && translate("money.refunded", { price: price(refunded) }),
        lost.amount > 0 && translate("money.lost", { price: price(lost) }),
      ].filter(Boolean).join(" · "),
    }));
    this.#sums.replaceChildren(...(rows.length > 0 ? rows : [el("p", { class: "hint padded" }, translate("money.nothingYet"))]));
  }

  #row(order) {
    const { id, title, method, price: cost, status, refunded, dispute, problem, number, created_at: at } = order;
    const { account_name: who, account_email: email } = order;
    const row = el("div", {});
    const facts = [
      price(cost),
      who,
      email,
      translate(`money.methods.${method}`),
      moment(at),
      translate("money.orderNumber", { number: orderNumber(order) }),
      number && translate("money.invoiceNumber", { number: String(number) }),
      refunded.amount > 0 && translate("money.refunded", { price: price(refunded) }),
      dispute !== "none" && translate(`money.disputes.${dispute}`),
      problem,
    ];
    const name = (words) => `${words}: ${title}, ${id}`;
    const actions = [
      ["pending", "cancelled"].includes(status) && method === "manual" && smallButton(
        translate("money.markPaid"),
        () => this.#markPaid(order, row),
        { name: name(translate("money.markPaid")) },
      ),
      status === "paid" && refunded.amount < cost.amount && dispute !== "lost" && smallButton(
        translate("money.refund"),
        () => this.#refund(order, row),
        { name: name(translate("money.refund")) },
      ),
    ];
    row.append(panelRow({
      icon: "script",
      title,
      note: chip(translate(`money.statuses.${status}`), tones[status]),
      text: facts.filter(Boolean).join(" · "),
      actions,
    }));
    return row;
  }

  async #markPaid(order, row) {
    const words = [translate("money.sureMarkPaid"), translate("money.sureMarkPaidText"), translate("money.markPaid")];
    if (!(await confirmed(...words))) return;
    row.replaceWith(this.#row(await api.markPaid(order.id)));
    await this.#sum();
  }

  async #refund(order, row) {
    const key = newKey();
    const left = difference(order.price, order.refunded);
    const amount = textField(
      translate("money.refundAmount"),
      { name: "amount", inputmode: "decimal", required: true, value: left.decimal },
      { hint: translate("money.refundLeft", { price: price(left) }) },
    );
    const input = amount.querySelector("input");
    input.check = () => (minorOf(input.value, left) > 0 ? "" : translate("money.refundWrong", { price: price(left) }));
    const changed = await askForm({
      title: translate("money.refund"),
      text: translate("money.refundText", { price: price(order.price) }),
      fields: [
        amount,
        textField(translate("money.reason"), { name: "reason", required: true, maxlength: "300" }),
      ],
      submit: translate("money.refund"),
      send: ({ amount: wanted, reason }) => {
        return api.refund(order.id, { amount: minorOf(wanted.value, left), reason: reason.value.trim() }, key);
      },
    });
    if (!changed) return;
    row.replaceWith(this.#row(changed));
    notify(translate("money.refundBegun"));
  }

  async #check() {
    const { ok, faults } = await api.check();
    notify(ok ? translate("money.booksGood") : `${translate("money.booksBad")} ${faults[0]}`, ok ? undefined : "problem");
  }
}

customElements.define("order-desk", OrderDesk);
