import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { say } from "../interface/words.js";

/** For an address that leads nowhere. */
class LostPage extends LiveElement {
  enter() {
    const home = el("a", { class: "button", href: "/" }, say("lost.home"));
    const data = { icon: "globe", title: say("lost.title"), text: say("lost.text") };
    this.replaceChildren(el("empty-state", { data }, home));
  }
}

customElements.define("lost-page", LostPage);
