import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { say } from "../interface/words.js";

/** A video of the library; `data-id` names it. */
class VideoPage extends LiveElement {
  enter() {
    const back = el("a", { class: "back", href: "/library" }, icon("back"), say("rooms.library"));
    this.replaceChildren(back, el("result-view", { "data-id": this.dataset.id }));
  }
}

customElements.define("video-page", VideoPage);
