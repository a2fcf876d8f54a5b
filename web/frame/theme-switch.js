import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";

const stored = "greenroom.theme";
const themes = ["system", "light", "dark"];

/** Goes round: as the system, light, dark. */
class ThemeSwitch extends LiveElement {
  enter() {
    this.#show(document.documentElement.dataset.theme ?? "system");
  }

  #show(theme) {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length];
    const name = translate(
      "frame.theme",
      { theme: translate(`frame.themes.${theme}`), next: translate(`frame.themes.${next}`) },
    );
    const hadFocus = this.contains(document.activeElement);
    const button = el("button", { type: "button", class: "icon-button", "aria-label": name, title: name }, icon(theme));
    button.onclick = () => this.#choose(next);
    this.replaceChildren(button);
    if (hadFocus) button.focus();
  }

  #choose(theme) {
    if (theme === "system") {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(stored);
    } else {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem(stored, theme);
    }
    this.#show(theme);
  }
}

customElements.define("theme-switch", ThemeSwitch);
