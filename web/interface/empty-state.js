import { LiveElement } from "./live-element.js";
import { el, icon } from "./markup.js";

/** What a place says while nothing is in it: a drawing, a line, a hint, and the way on as children. */
class EmptyState extends LiveElement {
  enter() {
    const { icon: drawing, title, text } = this.dataset;
    if (this.querySelector(".emblem")) return;
    this.prepend(
      el("div", { class: "emblem" }, icon(drawing)),
      el("h2", { class: "line" }, title),
      text ? el("p", { class: "hint" }, text) : "",
    );
  }
}

customElements.define("empty-state", EmptyState);
