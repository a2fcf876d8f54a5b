import * as api from "../api.js";
import { translate } from "../i18n.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { Pager } from "../interface/pager.js";
import { tasks } from "../tasks/tasks.js";

/** All finished videos, newest first. */
class LibraryPage extends LiveElement {
  #pager = null;
  #grid = null;
  #more = null;

  enter() {
    this.#pager = new Pager(api.videos);
    this.#grid = el(
      "div",
      { class: "grid", "aria-busy": "true" },
      Array.from({ length: 4 }, () => el("div", { class: "ghost" })),
    );
    this.#more = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", hidden: true, onclick: () => this.#fill() },
      translate("list.more"),
    );
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
    this.#fill();
  }

  async #fill() {
    try {
      const kinds = tasks.load(100).catch(() => {}); // the cards say what kind of work it was
      const [videos] = await Promise.all([this.#pager.next(), kinds]);
      for (const ghost of this.#grid.querySelectorAll(".ghost")) ghost.remove();
      this.#grid.removeAttribute("aria-busy");
      for (const video of videos) {
        const card = el("video-card");
        card.video = video;
        this.#grid.append(card);
      }
      this.#more.hidden = this.#pager.isAtEnd;
      if (!this.#grid.firstChild) this.#empty();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #empty() {
    const data = { icon: "library", title: translate("library.empty"), text: translate("library.emptyText") };
    const start = el("a", { class: "button", href: "/studio" }, icon("studio"), translate("library.start"));
    this.#grid.replaceChildren(el("empty-state", { data }, start));
  }
}

customElements.define("library-page", LibraryPage);
