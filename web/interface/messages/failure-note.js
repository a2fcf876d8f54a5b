import { LiveElement } from "../live-element.js";
import { el, icon } from "../markup.js";

/** What went wrong and what to do about it: `data-failure` (the code), `data-title`, `data-text`. */
class FailureNote extends LiveElement {
  enter() {
    const { title, text } = this.dataset;
    this.replaceChildren(icon("warning"), el("div", {}, el("b", {}, title), text ? el("p", {}, text) : ""));
  }
}

customElements.define("failure-note", FailureNote);
