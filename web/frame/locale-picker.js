import { currentLanguage, languages, setLanguage, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";

/** The choice of language, each under its own name. */
class LocalePicker extends LiveElement {
  enter() {
    const options = Object.entries(languages).map(([tag, name]) => {
      return el("option", { value: tag, lang: tag, selected: tag === currentLanguage() }, name);
    });
    const select = el(
      "select",
      { "aria-label": translate("frame.language"), onchange: () => setLanguage(select.value) },
      options,
    );
    this.replaceChildren(icon("globe"), select);
  }
}

customElements.define("locale-picker", LocalePicker);
