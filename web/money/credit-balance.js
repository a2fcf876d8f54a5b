import { fullMoment, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { chip, panel, panelRow } from "../interface/lists/panels.js";
import { creditCount, minutes } from "./amounts.js";
import * as api from "./money-api.js";
import { money } from "./money.js";

/** Credits to spend, those that are reserved, those that lapse, and the minutes of the period. */
class CreditBalance extends LiveElement {
  #rows = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    this.replaceChildren(panel({ title: translate("money.balance"), text: translate("money.balanceText") }, this.#rows));
    this.listen(money, "moved", () => this.#load());
    this.#load();
  }

  #load() {
    loadInto(this, this.#rows, async () => {
      const [, usage] = await Promise.all([money.load(), api.usage()]);
      this.#rows.replaceChildren(...[...this.#credits(), usage && this.#usage(usage)].filter(Boolean));
    });
  }

  #credits() {
    if (!money.isSold) return [];
    const { available, held, frozen, expiring, low } = money.state;
    const facts = [
      held > 0 && translate("money.held", { count: held }),
      frozen > 0 && translate("money.frozen", { count: frozen }),
    ];
    const lots = expiring.map(({ credits, expires_at: end }) => panelRow({
      icon: "clock",
      title: creditCount(credits),
      text: translate("money.lapse", { time: fullMoment(end) }),
    }));
    const row = panelRow({
      icon: "spark",
      title: el("b", { class: "balance" }, creditCount(available)),
      note: low && chip(translate("money.low"), "wait"),
      text: facts.filter(Boolean).join(" · "),
    });
    return [row, ...lots];
  }

  #usage({ included_ms: included, used_ms: used, held_ms: held, left_ms: left, ends_at: end }) {
    const bar = el("progress", {
      max: String(Math.max(1, included)),
      value: String(Math.min(included, used + held)),
      "aria-label": translate("money.minutes"),
    });
    return panelRow({
      icon: "clip",
      title: translate("money.left", { left: minutes(left), included: minutes(included) }),
      text: translate("money.until", { time: fullMoment(end) }),
      actions: [bar],
    });
  }
}

customElements.define("credit-balance", CreditBalance);
