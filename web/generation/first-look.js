import * as api from "../api.js";
import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";

/** Shows what is tracked in the clip, and what comes of it, before the work begins; `draft` is set before it enters. */
class FirstLook extends LiveElement {
  draft = null;
  #button = null;
  #problem = null;
  #shown = null;

  enter() {
    this.#button = el("button", { type: "button", class: "button", "data-look": "quiet" }, ...this.#label());
    this.#button.onclick = () => this.#show();
    this.#problem = el("p", { class: "field-problem", role: "alert" });
    this.replaceChildren(this.#button, this.#problem);
    const heed = () => {
      this.hidden = !this.draft.isReady;
      const order = this.draft.isReady ? JSON.stringify(this.draft.order) : null;
      if (order !== this.#shown) this.#problem.textContent = "";
      this.#shown = order;
    };
    this.listen(this.draft, "change", heed);
    heed();
  }

  #label() {
    return [icon("shown"), translate("look.show")];
  }

  async #show() {
    if (this.#button.ariaBusy) return;
    this.#button.ariaBusy = "true";
    this.#button.replaceChildren(el("span", { class: "spinner" }), translate("look.busy"));
    this.#problem.textContent = "";
    try {
      const { order } = this.draft;
      delete order.body.title;
      const picture = await api.firstLook(order, this.leaving);
      if (this.isConnected) await Object.assign(el("look-dialog"), { picture }).ask();
    } catch (error) {
      if (!error.isAborted) this.#problem.textContent = inShort(error);
    }
    this.#button.ariaBusy = null;
    this.#button.replaceChildren(...this.#label());
    this.#button.focus();
  }
}

customElements.define("first-look", FirstLook);
