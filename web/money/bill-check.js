import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { panel, smallButton } from "../interface/lists/panels.js";
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
    const input = el("input", { type: "date", value: last, max: last, required: true, "aria-label": translate("money.billDay") });
    const place = el("div", { role: "status" });
    const compare = smallButton(translate("money.compare"), async () => {
      if (!input.reportValidity()) return;
      place.replaceChildren(...this.#lines(await api.differences(input.value)));
    });
    const action = el("div", { class: "filters" }, input, compare);
    this.replaceChildren(panel({ title: translate("money.bill"), text: translate("money.billText"), action }, place));
  }

  #lines({ ok, faults }) {
    if (ok) return [el("p", { class: "hint padded" }, translate("money.billGood"))];
    const words = el("p", { class: "hint padded" }, translate("money.billBad"));
    return [words, el("ul", { class: "faults", lang: "en" }, faults.map((fault) => el("li", {}, fault)))];
  }
}

customElements.define("bill-check", BillCheck);
