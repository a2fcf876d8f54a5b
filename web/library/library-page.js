import * as api from "../api.js";
import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { Pager } from "../interface/lists/pager.js";
import { askShelves } from "./shelf-dialog.js";
import { shelves } from "./shelves.js";

/** The finished videos: found by words, folders, tags and favourites, in the order that is wanted. */
class LibraryPage extends LiveElement {
  #pager = null;
  #names = new Names();
  #filter = null;
  #grid = null;
  #more = null;
  #bulk = null;

  enter() {
    this.#filter = el("library-filter");
    this.#grid = el("div", { class: "grid" });
    this.#more = moreButton(() => this.#fill(this.#pager));
    const manage = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet" },
      icon("uploads"),
      translate("library.shelves"),
    );
    manage.onclick = () => askShelves().then(() => this.#load());
    const title = el(
      "header",
      { class: "page-title", "data-wide": true },
      el("div", {}, el("h1", {}, translate("library.title")), el("p", { class: "lead" }, translate("library.text"))),
      manage,
    );
    this.#bulk = el("library-bulk");
    this.replaceChildren(
      title,
      el("section-tabs", { section: "library" }),
      this.#filter,
      this.#grid,
      this.#more,
      this.#bulk,
    );
    this.listen(this, "removed", ({ target }) => {
      target.remove();
      this.#bulk.show(this.#cards);
      if (!this.#grid.firstChild) this.#empty();
    });
    this.listen(this, "returned", () => this.#load());
    this.listen(this, "mark", () => this.#bulk.show(this.#cards));
    this.listen(this, "choose", () => this.#load());
    this.listen(this, "pick", ({ detail }) => this.#filter.set("tag", detail));
    this.listen(this, "placed", () => shelves.load().catch(() => {}));
    shelves.load().catch(() => {}); // without them the videos are there all the same
    this.#load();
  }

  #load() {
    loadInto(this, this.#grid, () => this.#start());
  }

  get #cards() {
    return [...this.#grid.querySelectorAll("video-card")];
  }

  #start() {
    const { query } = this.#filter;
    this.#pager = new Pager((page) => api.videos({ ...page, ...query }));
    this.#names = new Names();
    this.#grid.replaceChildren(...Array.from({ length: 4 }, () => el("div", { class: "ghost" })));
    this.#grid.ariaBusy = "true";
    this.#more.hidden = true;
    return this.#fill(this.#pager);
  }

  async #fill(pager) {
    const videos = await pager.next();
    if (pager !== this.#pager) return; // something else is wanted meanwhile
    for (const ghost of this.#grid.querySelectorAll(".ghost")) ghost.remove();
    this.#grid.ariaBusy = null;
    const names = this.#names;
    this.#grid.append(...videos.map((video) => Object.assign(el("video-card"), { video, names })));
    this.#more.hidden = pager.isAtEnd;
    this.#bulk.show(this.#cards);
    if (!this.#grid.firstChild) this.#empty();
  }

  #empty() {
    this.#grid.replaceChildren(this.#filter.isNarrow ? this.#nothingFound() : this.#nothingYet());
  }

  #nothingFound() {
    const data = { icon: "search", title: translate("library.nothing"), text: translate("library.nothingText") };
    const clear = el("button", { type: "button", class: "button", "data-look": "quiet" }, translate("library.clear"));
    clear.onclick = () => this.#filter.clear();
    return el("empty-state", { data }, clear);
  }

  #nothingYet() {
    const data = { icon: "library", title: translate("library.empty"), text: translate("library.emptyText") };
    const start = el("a", { class: "button", href: "/studio" }, icon("studio"), translate("library.start"));
    return el("empty-state", { data }, start);
  }
}

customElements.define("library-page", LibraryPage);
