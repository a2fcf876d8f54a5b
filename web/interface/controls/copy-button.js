import { translate } from "../../i18n.js";
import { LiveElement } from "../live-element.js";
import { el, icon } from "../markup.js";
import { announce } from "../messages/notices.js";

const shownFor = 2000;

/** Puts `data-text` on the clipboard and says so. */
class CopyButton extends LiveElement {
  #button = null;
  #timer = null;

  enter() {
    const look = { type: "button", class: "button", "data-look": "quiet", "data-size": "small" };
    this.#button = el("button", { ...look, onclick: () => this.#copy() });
    this.replaceChildren(this.#button);
    this.#show("copy");
  }

  leave() {
    clearTimeout(this.#timer);
  }

  #show(state) {
    this.#button.replaceChildren(icon(state === "copy" ? "copy" : "check"), translate(`copy.${state}`));
  }

  async #copy() {
    const { text } = this.dataset;
    await (navigator.clipboard?.writeText(text) ?? Promise.reject()).catch(() => this.#copyOldWay(text));
    this.#show("done");
    announce(translate("copy.done"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show("copy"), shownFor);
  }

  /** Pages without TLS have no clipboard of their own. */
  #copyOldWay(text) {
    const area = el("textarea", { class: "visually-hidden", readonly: true });
    area.value = text;
    this.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    this.#button.focus();
  }
}

customElements.define("copy-button", CopyButton);
