import * as api from "../api.js";
import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/loading.js";
import { el, icon } from "../interface/markup.js";
import { Pager } from "../interface/pager.js";
import { tasks } from "../tasks/tasks.js";

/** All finished videos, newest first. */
class LibraryPage extends LiveElement {
  #pager = null;
  #grid = null;
  #more = null;

  enter() {
    this.#grid = el("div", { class: "grid" });
    this.#more = moreButton(() => this.#fill());
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, translate("library.title")),
      el("p", { class: "lead" }, translate("library.text")),
    );
    this.replaceChildren(title, el("section-tabs", { section: "library" }), this.#grid, this.#more);
    this.listen(this, "removed", ({ target }) => {
      target.remove();
      if (!this.#grid.firstChild) this.#empty();
    });
    loadInto(this, this.#grid, () => this.#start());
  }

  #start() {
    this.#pager = new Pager(api.videos);
    this.#grid.replaceChildren(...Array.from({ length: 4 }, () => el("div", { class: "ghost" })));
    this.#grid.ariaBusy = "true";
    return this.#fill();
  }

  async #fill() {
    const kinds = tasks.load(100).catch(() => {}); // the cards say what kind of task it was
    const [videos] = await Promise.all([this.#pager.next(), kinds]);
    for (const ghost of this.#grid.querySelectorAll(".ghost")) ghost.remove();
    this.#grid.ariaBusy = null;
    this.#grid.append(...videos.map((video) => Object.assign(el("video-card"), { video })));
    this.#more.hidden = this.#pager.isAtEnd;
    if (!this.#grid.firstChild) this.#empty();
  }

  #empty() {
    const data = { icon: "library", title: translate("library.empty"), text: translate("library.emptyText") };
    const start = el("a", { class: "button", href: "/studio" }, icon("studio"), translate("library.start"));
    this.#grid.replaceChildren(el("empty-state", { data }, start));
  }
}

customElements.define("library-page", LibraryPage);
