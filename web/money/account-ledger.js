import { translate } from "../i18n.js";
import { askForm } from "../interface/dialogs/form-dialog.js";
import { textField } from "../interface/controls/form.js";
import { newKey } from "../interface/controls/keys.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { panel, panelRow, smallButton } from "../interface/lists/panels.js";
import { creditCount } from "./amounts.js";
import * as api from "./money-api.js";

/** Somebody's credits, to an administrator: `?account=` names whose. */
class AccountLedger extends LiveElement {
  #row = null;

  enter() {
    const account = new URLSearchParams(location.search).get("account");
    if (!account) return this.replaceChildren();
    this.#row = el("div", { class: "rows" });
    const adjust = smallButton(translate("money.adjust"), () => this.#adjust(account));
    const back = { class: "button", "data-look": "quiet", "data-size": "small", href: "/admin/money" };
    const action = el("div", { class: "filters" }, el("a", back, translate("money.everyone")), adjust);
    const whose = el("span", {});
    this.replaceChildren(
      panel({ title: translate("money.ledger"), text: whose, action }, this.#row),
      el("credit-history", { data: { account } }),
    );
    loadInto(this, this.#row, async () => {
      const [{ name, email }, credits] = await Promise.all([api.accountOf(account), api.creditsOf(account)]);
      whose.textContent = [name, email].filter(Boolean).join(" · ");
      this.#show(credits);
    });
  }

  #show({ available, held }) {
    const text = held > 0 ? translate("money.held", { count: held }) : "";
    this.#row.replaceChildren(panelRow({ icon: "spark", title: creditCount(available), text }));
  }

  async #adjust(account) {
    const key = newKey();
    const amount = textField(
      translate("money.amount"),
      { name: "credits", inputmode: "numeric", required: true },
      { hint: translate("money.amountHint") },
    );
    const input = amount.querySelector("input");
    input.check = () => (/^[+-]?[1-9]\d{0,8}$/.test(input.value.trim()) ? "" : translate("money.amountWrong"));
    const changed = await askForm({
      title: translate("money.adjust"),
      fields: [amount, textField(translate("money.reason"), { name: "reason", required: true, maxlength: "300" })],
      submit: translate("money.adjust"),
      send: ({ credits, reason }) => {
        return api.adjust(account, { credits: Number(credits.value.trim()), reason: reason.value.trim() }, key);
      },
    });
    if (!changed) return;
    notify(translate("money.adjusted"));
    this.enter();
  }
}

customElements.define("account-ledger", AccountLedger);
