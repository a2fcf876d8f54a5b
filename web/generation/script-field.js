import { number, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, newId } from "../interface/markup.js";

/** As many as the server takes. */
const longest = 100_000;

/** The script of a draft and the voice that reads it; `draft` is set before it enters. */
class ScriptField extends LiveElement {
  draft = null;

  enter() {
    const id = newId("script");
    const text = el(
      "textarea",
      { id, maxlength: String(longest), placeholder: translate("script.placeholder"), rows: "6" },
    );
    const count = el("span", { class: "count" });
    const show = () => {
      if (text.value !== this.draft.settings.script) text.value = this.draft.settings.script;
      const length = Array.from(text.value).length;
      count.textContent = length > 0 ? translate("script.count", { count: length }) : "";
      count.toggleAttribute("data-full", length > longest * 0.95);
      count.title = `${number(length)} / ${number(longest)}`;
    };
    text.oninput = () => this.draft.set("script", text.value);
    this.listen(this.draft, "change", show);
    this.replaceChildren(
      el("label", { class: "visually-hidden", for: id }, translate("script.label")),
      text,
      count,
      Object.assign(el("voice-choice"), { draft: this.draft }),
    );
    show();
  }
}

customElements.define("script-field", ScriptField);
