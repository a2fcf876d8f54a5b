import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { creditCount } from "./amounts.js";
import { money } from "./money.js";

/** Says that the credits are running out, until that is dismissed or more are there. */
class BalanceNotice extends LiveElement {
  #isDismissed = false;

  enter() {
    this.setAttribute("role", "status");
    this.listen(money, "change", () => this.#show());
    this.#show();
  }

  #show() {
    const { low, available } = money.state ?? {};
    if (!low) this.#isDismissed = false;
    if (!money.isSold || !low || this.#isDismissed) return this.replaceChildren();
    const close = iconButton("cross", translate("frame.dismiss"));
    close.onclick = () => {
      this.#isDismissed = true;
      this.replaceChildren();
    };
    this.replaceChildren(
      icon("warning"),
      el("p", {}, available > 0 ? translate("money.runningOut", { credits: creditCount(available) }) : translate("money.ranOut")),
      el("a", { href: "/billing" }, translate("money.getMore")),
      close,
    );
  }
}

customElements.define("balance-notice", BalanceNotice);
