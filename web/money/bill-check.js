import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { panel, smallButton } from "../interface/lists/panels.js";
import { orderNumber, price } from "./amounts.js";
import * as api from "./money-api.js";

const day = 24 * 60 * 60 * 1000;
/** Bills are of days in Beijing; the last whole one. */
const yesterday = () => new Date(Date.now() + day / 3 - day).toISOString().slice(0, 10);

/** A day of our books beside the bill that WeChat Pay has written about it. */
class BillCheck extends LiveElement {
  async enter() {
    this.replaceChildren();
    if (new URLSearchParams(location.search).has("account")) return;
    const { items } = await api.methods();
    if (!this.isConnected || !items.some(({ id }) => id === "wechat")) return;
    const last = yesterday();
    const input = el("input", { type: "date", class: "choice", value: last, max: last, required: true, "aria-label": translate("money.billDay") });
    const place = el("div", { role: "status" });
    const compare = smallButton(translate("money.compare"), async () => {
      if (!input.reportValidity()) return;
      place.replaceChildren(...this.#lines(await api.differences(input.value)));
    });
    const action = el("div", { class: "filters" }, input, compare);
    this.replaceChildren(panel({ title: translate("money.bill"), text: translate("money.billText"), action }, place));
  }

  #lines({ items }) {
    if (items.length === 0) return [el("p", { class: "hint padded" }, translate("money.billGood"))];
    const lines = items.map(({ what, order, here, there }) => {
      const values = { number: orderNumber({ id: order }), here: price(here), there: price(there) };
      return el("li", {}, translate(what === "paid" ? "money.billPaid" : "money.billRefunded", values));
    });
    return [el("p", { class: "hint padded" }, translate("money.billBad")), el("ul", { class: "faults" }, lines)];
  }
}

customElements.define("bill-check", BillCheck);
