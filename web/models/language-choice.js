import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { voices } from "./voices.js";

/** The language that a cloned voice shall speak; `draft` is set before it enters. */
class LanguageChoice extends LiveElement {
  draft = null;

  enter() {
    const select = el("select", { id: "language" });
    select.onchange = () => this.draft.set("language", select.value);
    const field = el("label", { for: "language" }, translate("make.voice.language"));
    this.replaceChildren(el("div", { class: "field" }, field, select));
    const show = () => this.#show(select);
    this.listen(voices, "change", show);
    this.listen(this.draft, "change", () => {
      select.value = this.draft.settings.language;
    });
    show();
    voices.load().catch(() => {}); // without a choice the server takes its usual language
  }

  #show(select) {
    const known = voices.languages;
    select.replaceChildren(...known.map(({ tag, name }) => el("option", { value: tag }, name)));
    const { language } = this.draft.settings;
    const isKnown = known.some(({ tag }) => tag === language);
    if (!isKnown && known.length > 0) this.draft.set("language", voices.usualLanguage ?? known[0].tag);
    select.value = this.draft.settings.language;
  }
}

customElements.define("language-choice", LanguageChoice);
