import { LiveElement } from "../live-element.js";
import { el, newId } from "../markup.js";

/** A button with a panel below it, which closes by Escape, by a click elsewhere and when the focus leaves. */
export class DropMenu extends LiveElement {
  #button = null;
  #menu = null;

  /** @param attributes those of the button; `face` is what stands on it. */
  build(attributes, face, ...content) {
    const id = newId("menu");
    this.classList.add("drop-menu");
    this.#menu = el("div", { class: "menu", id, hidden: true }, ...content);
    this.#button = el(
      "button",
      { type: "button", "aria-expanded": "false", "aria-controls": id, ...attributes },
      face,
    );
    this.#button.onclick = () => this.toggle(this.#menu.hidden);
    this.replaceChildren(this.#button, this.#menu);
    this.listen(document, "pointerdown", ({ target }) => this.contains(target) || this.toggle(false));
    this.listen(this, "focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.contains(relatedTarget)) this.toggle(false);
    });
    this.listen(this, "keydown", (event) => this.#walk(event));
  }

  toggle(isOpen) {
    this.#menu.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
    this.removeAttribute("data-up");
    if (isOpen) this.toggleAttribute("data-up", this.#isTooLow);
  }

  /** Whether the panel would lie below the screen, or below the navigation at the foot of a phone. */
  get #isTooLow() {
    const { top, bottom, height } = this.#menu.getBoundingClientRect();
    const foot = parseFloat(getComputedStyle(document.querySelector("app-frame")).paddingBottom);
    return bottom > innerHeight - foot && top > height + 2 * this.offsetHeight;
  }

  #walk(event) {
    if (this.#menu.hidden) return;
    if (event.key === "Escape") {
      this.toggle(false);
      this.#button.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...this.#menu.querySelectorAll(".item")];
    const at = items.indexOf(document.activeElement) + step;
    items[Math.min(items.length - 1, Math.max(0, at))]?.focus();
  }
}
