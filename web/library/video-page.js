import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";

/** A video of the library; `data-id` names it. */
class VideoPage extends LiveElement {
  enter() {
    const back = el("a", { class: "back", href: "/library" }, icon("back"), translate("nav.library"));
    this.replaceChildren(back, el("result-view", { "data-id": this.dataset.id }));
  }
}

customElements.define("video-page", VideoPage);
