import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";

/** For an address that leads nowhere. */
class NotFound extends LiveElement {
  enter() {
    const home = el("a", { class: "button", href: "/" }, translate("notFound.home"));
    const data = { icon: "globe", level: "h1", title: translate("notFound.title"), text: translate("notFound.text") };
    this.replaceChildren(el("empty-state", { data }, home));
  }
}

customElements.define("not-found", NotFound);
