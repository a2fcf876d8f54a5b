import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { say } from "../interface/words.js";

/** The last line of every page. */
class PageFoot extends LiveElement {
  enter() {
    const docs = el("a", { href: "/docs" }, say("foot.api"));
    this.replaceChildren(el("footer", {}, el("p", {}, say("foot.promise")), docs));
  }
}

customElements.define("page-foot", PageFoot);
