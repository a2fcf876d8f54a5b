import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon, replaceContents } from "../interface/markup.js";
import { voiceModels } from "./models.js";

/** The voices the user cloned. */
class VoicesPage extends LiveElement {
  #list = null;

  enter() {
    this.#list = el("div", { class: "list" }, el("div", { class: "ghost" }));
    const title = el(
      "header",
      { class: "page-title", "data-wide": true },
      el(
        "div",
        {},
        el("h1", {}, translate("voices.mineTitle")),
        el("p", { class: "lead" }, translate("voices.mineText")),
      ),
      el("a", { class: "button", href: "/voices/new" }, icon("add"), translate("voices.clone")),
    );
    this.replaceChildren(title, el("section-tabs", { section: "voices" }), this.#list);
    this.listen(voiceModels, "change", () => this.#show());
    loadInto(this, this.#list, () => voiceModels.load());
  }

  /** A card that is there already stays: a name may just be in the middle of a change. */
  #show() {
    const cards = voiceModels.all.map(({ id }) => {
      return this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`) ?? el("voice-card", { "data-id": id });
    });
    const data = { icon: "voices", title: translate("voices.empty"), text: translate("voices.emptyText") };
    const wanted = cards.length > 0 ? cards : [el("empty-state", { data })];
    replaceContents(this.#list, wanted);
  }
}

customElements.define("voices-page", VoicesPage);
