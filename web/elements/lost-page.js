import { el } from "../markup.js";
import { say } from "../words.js";
import { LiveElement } from "./live-element.js";

/** For an address that leads nowhere. */
class LostPage extends LiveElement {
  enter() {
    const home = el("a", { class: "button", href: "/" }, say("lost.home"));
    const data = { icon: "globe", title: say("lost.title"), text: say("lost.text") };
    this.replaceChildren(el("empty-state", { data }, home));
  }
}

customElements.define("lost-page", LostPage);
