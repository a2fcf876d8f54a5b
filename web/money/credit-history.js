import { moment, number, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { Pager } from "../interface/lists/pager.js";
import { panel } from "../interface/lists/panels.js";
import * as api from "./money-api.js";
import { money } from "./money.js";

/** Every movement of credits, newest first. `data-account` shows somebody else's, to an administrator. */
class CreditHistory extends LiveElement {
  enter() {
    this.listen(money, "moved", () => this.#load());
    this.#load();
  }

  #load() {
    const { account } = this.dataset;
    const read = account ? (query) => api.historyOf(account, query) : api.history;
    const body = el("tbody", {});
    const heads = ["when", "what", "change", "reserved"].map((name) => {
      return el("th", { scope: "col" }, translate(`money.columns.${name}`));
    });
    const table = el("table", { class: "ledger" }, el("thead", {}, el("tr", {}, heads)), body);
    const pager = new Pager(read);
    const place = el("div", { class: "scroll" }, table);
    const fill = async () => {
      const lines = await pager.next();
      body.append(...lines.map((line) => this.#row(line)));
      more.hidden = pager.isAtEnd;
      if (!body.firstChild) place.replaceChildren(el("p", { class: "hint padded" }, translate("money.noHistory")));
    };
    const more = moreButton(fill);
    const get = { class: "button", "data-look": "quiet", "data-size": "small", href: api.historyFile(), download: true };
    const action = !account && el("a", get, icon("download"), translate("money.csv"));
    this.replaceChildren(panel({ title: translate("money.history"), action }, place, more));
    loadInto(this, place, fill);
  }

  #row({ at, cause, credits, held, note, task_id: task }) {
    const what = translate(`money.causes.${cause}`);
    const link = task && !this.dataset.account ? el("a", { href: `/tasks/${task}` }, what) : what;
    const signed = (value) => (value === 0 ? "" : value > 0 ? `+${number(value)}` : `−${number(-value)}`);
    return el(
      "tr",
      {},
      el("td", {}, moment(at)),
      el("td", {}, link, note && el("span", { class: "hint" }, ` ${note}`)),
      el("td", { class: "figure" }, signed(credits)),
      el("td", { class: "figure" }, signed(held)),
    );
  }
}

customElements.define("credit-history", CreditHistory);
