import { el, icon } from "../markup.js";
import { say } from "../words.js";
import { LiveElement } from "./live-element.js";

/** A video of the library; `data-id` names it. */
class VideoPage extends LiveElement {
  enter() {
    const back = el("a", { class: "back", href: "/library" }, icon("back"), say("rooms.library"));
    this.replaceChildren(back, el("result-view", { "data-id": this.dataset.id }));
  }
}

customElements.define("video-page", VideoPage);
