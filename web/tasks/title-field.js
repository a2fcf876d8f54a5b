import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";

/** What the work shall be called; may stay empty. `draft` is set before it enters. */
class TitleField extends LiveElement {
  draft = null;

  enter() {
    const attributes = { type: "text", id: "title", maxlength: "200", autocomplete: "off" };
    const input = el("input", { ...attributes, placeholder: translate("order.titlePlaceholder") });
    input.value = this.draft.settings.title;
    input.oninput = () => this.draft.set("title", input.value);
    this.listen(this.draft, "change", () => {
      if (input.value !== this.draft.settings.title) input.value = this.draft.settings.title;
    });
    this.replaceChildren(el("div", { class: "field" }, el("label", { for: "title" }, translate("order.title")), input));
  }
}

customElements.define("title-field", TitleField);
