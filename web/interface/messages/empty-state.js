import { LiveElement } from "../live-element.js";
import { el, icon } from "../markup.js";

/** What an empty place shows: a drawing, a title (`data-level` is its heading), a hint, and links as children. */
class EmptyState extends LiveElement {
  enter() {
    const { icon: drawing, title, text, level = "h2" } = this.dataset;
    if (this.querySelector(".emblem")) return;
    this.prepend(
      el("div", { class: "emblem" }, icon(drawing)),
      el(level, { class: "line" }, title),
      text ? el("p", { class: "hint" }, text) : "",
    );
  }
}

customElements.define("empty-state", EmptyState);
