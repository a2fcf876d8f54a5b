import { translate } from "../../i18n.js";
import { LiveElement } from "../live-element.js";
import { el, iconButton } from "../markup.js";

/**
 * A title that can be changed in place; `name` is what its button calls it where others have the same title. Tells
 * `rename` with the new one; Escape leaves the old one.
 */
class TitleEditor extends LiveElement {
  static observedAttributes = ["value"];

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  enter() {
    this.#show();
  }

  get #level() {
    return this.getAttribute("level") ?? "h3";
  }

  #show() {
    const value = this.getAttribute("value");
    const href = this.getAttribute("href");
    const text = href ? el("a", { href }, value) : value;
    const edit = iconButton(
      "rename",
      translate("rename.start", { title: this.getAttribute("name") ?? value }),
      { class: "icon-button edit", onclick: () => this.#edit() },
    );
    this.replaceChildren(el(this.#level, { class: "text", title: value }, text), edit);
  }

  #edit() {
    const value = this.getAttribute("value");
    const input = el(
      "input",
      { type: "text", value, maxlength: "200", required: true, "aria-label": translate("rename.label") },
    );
    const save = el("button", { type: "submit", class: "button", "data-size": "small" }, translate("rename.save"));
    const cancel = iconButton("cross", translate("rename.cancel"), { onclick: () => this.#finish(value) });
    const form = el("form", { class: "form" }, input, save, cancel);
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#finish(input.value.trim());
    };
    form.onkeydown = (event) => {
      if (event.key === "Escape") this.#finish(value);
    };
    this.replaceChildren(form);
    input.select();
  }

  #finish(title) {
    const isNew = title && title !== this.getAttribute("value");
    if (isNew) {
      this.removeAttribute("name");
      this.setAttribute("value", title);
    } else this.#show();
    this.querySelector(".edit").focus();
    if (isNew) this.tell("rename", title);
  }
}

customElements.define("title-editor", TitleEditor);
