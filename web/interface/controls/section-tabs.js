import { translate } from "../../i18n.js";
import { LiveElement } from "../live-element.js";
import { el, icon } from "../markup.js";

const tabs = {
  library: [["library", "/library"], ["uploads", "/uploads"], ["trash", "/trash"]],
  voices: [["speech", "/voices"], ["mine", "/voices/mine"]],
};

const drawings = { library: "library", trash: "delete", uploads: "uploads", speech: "speech", mine: "voices" };

/** The parts of a section; `section` is `library` or `voices`. */
class SectionTabs extends LiveElement {
  enter() {
    const section = this.getAttribute("section");
    const links = tabs[section].map(([name, path]) => el(
      "a",
      { href: path, "aria-current": location.pathname === path && "page" },
      icon(drawings[name]),
      translate(`tabs.${name}`),
    ));
    this.replaceChildren(el("nav", { "aria-label": translate(`nav.${section}`) }, links));
  }
}

customElements.define("section-tabs", SectionTabs);
