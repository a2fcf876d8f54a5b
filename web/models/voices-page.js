import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, furnish, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { say } from "../interface/words.js";
import { voiceModels } from "./models.js";

/** The voices the user cloned. */
class VoicesPage extends LiveElement {
  #list = null;

  enter() {
    this.#list = el("div", { class: "list" }, el("div", { class: "ghost" }));
    const title = el(
      "header",
      { class: "page-title", "data-wide": true },
      el("div", {}, el("h1", {}, say("voices.mineTitle")), el("p", { class: "lead" }, say("voices.mineText"))),
      this.#way(),
    );
    this.replaceChildren(title, el("shelf-tabs", { room: "voices" }), this.#list);
    this.listen(voiceModels, "change", () => this.#show());
    voiceModels.load().catch((error) => notify(inShort(error), "problem"));
  }

  #way() {
    return el("a", { class: "button", href: "/voices/new" }, icon("add"), say("voices.clone"));
  }

  /** A card that is there already stays: a name may just be in the middle of a change. */
  #show() {
    const cards = voiceModels.all.map(({ id }) => {
      return this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`) ?? el("voice-card", { "data-id": id });
    });
    const data = { icon: "voices", title: say("voices.empty"), text: say("voices.emptyText") };
    const wanted = cards.length > 0 ? cards : [el("empty-state", { data }, this.#way())];
    furnish(this.#list, wanted);
  }
}

customElements.define("voices-page", VoicesPage);
