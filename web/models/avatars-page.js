import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon, replaceContents } from "../interface/markup.js";
import { avatars } from "./models.js";

/** The prepared avatars, and those being prepared. */
class AvatarsPage extends LiveElement {
  #grid = null;

  enter() {
    this.#grid = el(
      "div",
      { class: "grid", "aria-busy": "true" },
      Array.from({ length: 3 }, () => el("div", { class: "ghost" })),
    );
    const make = el("a", { class: "button", href: "/avatars/new" }, icon("add"), translate("avatars.prepare"));
    const title = el(
      "header",
      { class: "page-title", "data-wide": true },
      el("div", {}, el("h1", {}, translate("avatars.title")), el("p", { class: "lead" }, translate("avatars.text"))),
      make,
    );
    this.replaceChildren(title, this.#grid);
    this.listen(avatars, "change", () => this.#show());
    loadInto(this, this.#grid, () => avatars.load());
  }

  /** A card that is there already stays: a name may just be in the middle of a change. */
  #show() {
    this.#grid.removeAttribute("aria-busy");
    const cards = avatars.all.map(({ id }) => {
      return this.#grid.querySelector(`[data-id="${CSS.escape(id)}"]`) ?? el("avatar-card", { "data-id": id });
    });
    const data = { icon: "avatars", title: translate("avatars.empty"), text: translate("avatars.emptyText") };
    const wanted = cards.length > 0 ? cards : [el("empty-state", { data })];
    replaceContents(this.#grid, wanted);
  }
}

customElements.define("avatars-page", AvatarsPage);
