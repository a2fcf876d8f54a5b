import { exactMoment, moment, size, translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el, icon, iconButton, picture } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { smallButton } from "../interface/lists/panels.js";
import { thumbnail } from "../uploads/media.js";
import * as api from "./library-api.js";

/** What was deleted and can still come back. */
class TrashPage extends LiveElement {
  #pager = null;
  #names = new Names();
  #facts = null;
  #empty = null;
  #list = null;
  #more = null;
  #days = 0;

  enter() {
    this.#list = el("ul", { class: "rows" });
    this.#more = moreButton(() => this.#fill(this.#pager));
    this.#facts = el("p", { class: "lead" });
    this.#empty = el(
      "button",
      { type: "button", class: "button", "data-look": "danger", hidden: true },
      icon("delete"),
      translate("trash.empty"),
    );
    this.#empty.onclick = () => this.#eraseAll();
    const title = el(
      "header",
      { class: "page-title", "data-wide": true },
      el("div", {}, el("h1", {}, translate("trash.title")), this.#facts),
      this.#empty,
    );
    this.replaceChildren(title, el("section-tabs", { section: "library" }), this.#list, this.#more);
    this.#load();
  }

  #load() {
    loadInto(this, this.#list, () => this.#start());
  }

  #start() {
    this.#pager = new Pager(async (page) => {
      const trash = await api.trash(page);
      this.#say(trash);
      return trash;
    });
    this.#names = new Names();
    this.#list.replaceChildren(...Array.from({ length: 3 }, () => el("li", { class: "ghost" })));
    this.#more.hidden = true;
    return this.#fill(this.#pager);
  }

  async #fill(pager) {
    const videos = await pager.next();
    if (pager !== this.#pager) return; // it was read anew meanwhile
    for (const ghost of this.#list.querySelectorAll(".ghost")) ghost.remove();
    this.#list.append(...videos.map((video) => this.#row(video)));
    this.#more.hidden = pager.isAtEnd;
    if (!this.#list.firstChild) this.#showNothing();
  }

  #say({ video_count: count, size_bytes: bytes, kept_days: days }) {
    const text = translate("trash.text", { days });
    this.#facts.textContent = count ? `${text} ${translate("trash.room", { size: size(bytes) })}` : text;
    this.#empty.hidden = count === 0;
    this.#days = days;
  }

  #row(video) {
    const { id, title, thumbnail_url: image, trashed_at: trashed, size_bytes: bytes } = video;
    const end = new Date(new Date(trashed).getTime() + this.#days * 86_400_000);
    const left = Math.max(0, Math.ceil((end - Date.now()) / 86_400_000));
    const facts = [
      translate("trash.since", { moment: moment(trashed) }),
      translate("trash.left", { count: left }),
      size(bytes),
    ];
    const restore = () => this.#do(() => api.restoreVideo(id), translate("trash.restored", { count: 1 }));
    const called = this.#names.of(id, title, exactMoment(trashed));
    const name = translate("trash.restoreOf", { title: called });
    const back = smallButton(translate("trash.restore"), restore, { drawing: "retry", name });
    const erase = iconButton("delete", translate("trash.eraseOf", { title: called }));
    erase.onclick = () => this.#erase(id, title);
    return el(
      "li",
      { class: "trashed" },
      el("span", { class: "thumb" }, image ? picture(thumbnail(image, 160), { loading: "lazy" }) : icon("clip")),
      el("div", { class: "text" }, el("h2", {}, title), el("p", { class: "hint" }, facts.join(" · "))),
      el("div", { class: "acts" }, back, erase),
    );
  }

  async #erase(id, title) {
    const isSure = await confirmed(
      translate("trash.eraseTitle"),
      translate("trash.eraseText", { title }),
      translate("trash.eraseYes"),
    );
    if (isSure) await this.#do(() => api.deleteVideo(id, true), translate("trash.erased"));
  }

  async #eraseAll() {
    const isSure = await confirmed(
      translate("trash.emptyTitle"),
      translate("trash.emptyText"),
      translate("trash.eraseYes"),
    );
    if (isSure) await this.#do(api.emptyTrash, translate("trash.emptied"));
  }

  async #do(work, news) {
    try {
      await work();
      notify(news);
    } catch (error) {
      notify(inShort(error), "problem");
    }
    this.#load();
  }

  #showNothing() {
    const data = { icon: "delete", title: translate("trash.nothing"), text: translate("trash.nothingText") };
    this.#list.replaceChildren(el("li", {}, el("empty-state", { data })));
  }
}

customElements.define("trash-page", TrashPage);
