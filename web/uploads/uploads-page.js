import * as api from "../api.js";
import { translate } from "../i18n.js";
import { segments } from "../interface/controls/choices.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { Pager } from "../interface/lists/pager.js";
import { additions } from "./additions.js";

const kinds = ["all", "image", "video", "audio"];

/** All uploaded pictures, clips and sounds, newest first. */
class UploadsPage extends LiveElement {
  #kind = "all";
  #pager = null;
  #names = new Names();
  #list = null;
  #more = null;

  enter() {
    this.#list = el("ul", { class: "rows" });
    this.#more = moreButton(() => this.#fill(this.#pager));
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
    this.listen(additions, "added", () => this.#load());
    this.#load();
  }

  #load() {
    loadInto(this, this.#list, () => this.#restart());
  }

  #filter() {
    const options = kinds.map((kind) => ({ value: kind, label: translate(`uploads.kinds.${kind}`) }));
    const choose = (kind) => {
      this.#kind = kind;
      this.#load();
    };
    return segments({ legend: translate("uploads.show"), options, value: this.#kind, choose });
  }

  #restart() {
    const kind = this.#kind === "all" ? null : this.#kind;
    this.#names = new Names();
    this.#pager = new Pager((page) => api.files({ ...page, kind }));
    this.#list.replaceChildren(...Array.from({ length: 3 }, () => el("li", { class: "ghost" })));
    this.#more.hidden = true;
    return this.#fill(this.#pager);
  }

  async #fill(pager) {
    const files = await pager.next();
    if (pager !== this.#pager) return; // another kind was chosen meanwhile
    for (const ghost of this.#list.querySelectorAll(".ghost")) ghost.remove();
    const names = this.#names;
    this.#list.append(...files.map((file) => el("li", {}, Object.assign(el("file-row"), { file, names }))));
    this.#more.hidden = pager.isAtEnd;
    if (!this.#list.firstChild) this.#empty();
  }

  #empty() {
    const data = { icon: "uploads", title: translate("uploads.empty"), text: translate("uploads.emptyText") };
    const start = el("a", { class: "button", href: "/studio" }, icon("studio"), translate("uploads.start"));
    this.#list.replaceChildren(el("li", {}, el("empty-state", { data }, start)));
  }
}

customElements.define("uploads-page", UploadsPage);
