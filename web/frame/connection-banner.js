import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { feed } from "../tasks/feed.js";

/** Long enough that a short cut, which mends itself, is not worth a word. */
const patience = 1500;

/** Says that the page is out of touch with the server, for as long as it is. */
class ConnectionBanner extends LiveElement {
  #timer = null;

  enter() {
    this.setAttribute("role", "status");
    this.listen(feed, "change", () => this.#wait());
    this.listen(window, "online", () => this.#show());
    this.listen(window, "offline", () => this.#show());
    this.#show();
  }

  leave() {
    clearTimeout(this.#timer);
  }

  #wait() {
    clearTimeout(this.#timer);
    if (feed.isLost) this.#timer = setTimeout(() => this.#show(), patience);
    else this.#show();
  }

  #show() {
    const text = !navigator.onLine ? translate("frame.offline") : feed.isLost ? translate("frame.lost") : null;
    this.replaceChildren(...(text ? [icon("unplugged"), el("span", {}, text)] : []));
  }
}

customElements.define("connection-banner", ConnectionBanner);
