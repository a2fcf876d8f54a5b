import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { compare } from "./compare-dialog.js";
import * as api from "./library-api.js";
import { askFolder, askTags } from "./placing.js";
import { trash } from "./trashing.js";

/** How many the server takes at once. */
const most = 100;

/**
 * What can be done with the cards that are chosen; it is there while some are. Tells `returned` when the list is to be
 * read again, and `placed` when folders or tags have changed.
 */
class LibraryBulk extends LiveElement {
  #cards = [];

  enter() {
    this.hidden = true;
  }

  get #marked() {
    return this.#cards.filter((card) => card.isMarked).slice(0, most);
  }

  get #ids() {
    return this.#marked.map(({ video }) => video.id);
  }

  show(cards) {
    this.#cards = cards;
    const { length: count } = this.#marked;
    this.hidden = count === 0;
    if (this.hidden) return this.replaceChildren();
    if (!this.firstChild) this.#build();
    this.querySelector(".count").textContent = translate("library.chosen", { count });
    this.querySelector(".two").hidden = count !== 2;
    this.querySelector(".all").hidden = count === Math.min(cards.length, most);
  }

  #build() {
    const all = el("button", { type: "button", class: "link all" }, translate("library.chooseAll"));
    all.onclick = () => this.#markAll(true);
    const close = iconButton("cross", translate("library.chooseNone"), { onclick: () => this.#markAll(false) });
    this.replaceChildren(
      el(
        "div",
        { class: "bar", role: "region", "aria-label": translate("library.bulk") },
        el("div", { class: "what" }, el("b", { class: "count", role: "status" }), all, close),
        el(
          "div",
          { class: "acts" },
          this.#action("star", "library.bulkStar", () => this.#change("favorite")),
          this.#action("uploads", "library.bulkMove", () => this.#move()),
          this.#action("tag", "library.bulkTag", () => this.#tag()),
          this.#action("picture", "library.compare", () => compare(this.#ids), "two"),
          this.#action("download", "result.download", () => this.#download()),
          this.#action("delete", "result.delete", () => this.#trash()),
        ),
      ),
    );
  }

  #action(drawing, words, act, name = "") {
    const look = { type: "button", class: `button ${name}`, "data-look": "quiet", "data-size": "small" };
    const button = el("button", look, icon(drawing), el("span", {}, translate(words)));
    button.onclick = async () => {
      button.disabled = true;
      await act().catch((error) => notify(inShort(error), "problem"));
      button.disabled = false;
    };
    return button;
  }

  #markAll(isMarked) {
    for (const card of this.#cards.slice(0, most)) card.isMarked = isMarked;
    this.show(this.#cards);
  }

  async #change(action, fields) {
    const { done_count: count } = await api.changeVideos(this.#ids, action, fields);
    notify(translate("library.changed", { count }));
    this.#markAll(false);
    if (fields) this.tell("placed");
    this.tell("returned");
  }

  async #move() {
    const answer = await askFolder();
    if (answer) await this.#change("move", { folder_id: answer.folder });
  }

  async #tag() {
    const tags = await askTags([], translate("library.bulkTag"));
    if (tags?.length) await this.#change("tag", { tags });
  }

  async #download() {
    location.assign(await api.archive(this.#ids));
  }

  async #trash() {
    const gone = new Set(await trash(this.#ids, () => this.tell("returned")));
    for (const card of this.#marked.filter(({ video }) => gone.has(video.id))) card.tell("removed");
    this.tell("returned");
  }
}

customElements.define("library-bulk", LibraryBulk);
