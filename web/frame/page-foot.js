import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";

/** The last line of every page. */
class PageFoot extends LiveElement {
  enter() {
    const docs = el("a", { href: "/docs" }, translate("foot.api"));
    this.replaceChildren(el("footer", {}, el("p", {}, translate("foot.promise")), docs));
  }
}

customElements.define("page-foot", PageFoot);
