import * as api from "../api.js";
import { translate } from "../i18n.js";
import { segments } from "../interface/choices.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { Pager } from "../interface/pager.js";

const kinds = ["all", "image", "video", "audio"];

/** All uploaded pictures, clips and sounds, newest first. */
class UploadsPage extends LiveElement {
  #kind = "all";
  #pager = null;
  #list = null;
  #more = null;

  enter() {
    this.#list = el("ul", { class: "rows" });
    this.#more = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", hidden: true, onclick: () => this.#fill(this.#pager) },
      translate("list.more"),
    );
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, translate("uploads.title")),
      el("p", { class: "lead" }, translate("uploads.text")),
    );
    this.replaceChildren(title, el("section-tabs", { section: "library" }), this.#filter(), this.#list, this.#more);
    this.listen(this, "removed", ({ target }) => {
      target.closest("li").remove();
      if (!this.#list.firstChild) this.#empty();
    });
    this.#restart();
  }

  #filter() {
    const options = kinds.map((kind) => ({ value: kind, label: translate(`uploads.kinds.${kind}`) }));
    const choose = (kind) => {
      this.#kind = kind;
      this.#restart();
    };
    return segments({ legend: translate("uploads.show"), options, value: this.#kind, choose });
  }

  #restart() {
    const kind = this.#kind === "all" ? null : this.#kind;
    this.#pager = new Pager((page) => api.files({ ...page, kind }));
    this.#list.replaceChildren(...Array.from({ length: 3 }, () => el("li", { class: "ghost" })));
    this.#more.hidden = true;
    this.#fill(this.#pager);
  }

  async #fill(pager) {
    try {
      const files = await pager.next();
      if (pager !== this.#pager) return; // another kind was chosen meanwhile
      for (const ghost of this.#list.querySelectorAll(".ghost")) ghost.remove();
      for (const file of files) {
        const row = el("file-row");
        row.file = file;
        this.#list.append(el("li", {}, row));
      }
      this.#more.hidden = pager.isAtEnd;
      if (!this.#list.firstChild) this.#empty();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #empty() {
    const data = { icon: "uploads", title: translate("uploads.empty"), text: translate("uploads.emptyText") };
    const start = el("a", { class: "button", href: "/studio" }, icon("studio"), translate("uploads.start"));
    this.#list.replaceChildren(el("li", {}, el("empty-state", { data }, start)));
  }
}

customElements.define("uploads-page", UploadsPage);
