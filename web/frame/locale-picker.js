import { saveLanguage } from "../accounts/settings/language.js";
import { currentLanguage, languages, setLanguage, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { session } from "../session.js";

/** The choice of language, each under its own name. It is kept with the account of whoever is signed in. */
class LocalePicker extends LiveElement {
  enter() {
    const options = Object.entries(languages).map(([tag, name]) => {
      return el("option", { value: tag, lang: tag, selected: tag === currentLanguage() }, name);
    });
    const select = el(
      "select",
      { "aria-label": translate("frame.language"), onchange: () => this.#choose(select.value) },
      options,
    );
    this.replaceChildren(icon("globe"), select);
  }

  async #choose(language) {
    if (session.user) await saveLanguage(language);
    await setLanguage(language);
  }
}

customElements.define("locale-picker", LocalePicker);
