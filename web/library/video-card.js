import * as api from "../api.js";
import { clock, exactMoment, moment, size, translate } from "../i18n.js";
import { actionMenu } from "../interface/controls/action-menu.js";
import { downloadLink } from "../interface/controls/download-link.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton, picture } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { notify } from "../interface/messages/notices.js";
import { tasks } from "../tasks/tasks.js";
import { thumbnail } from "../uploads/media.js";
import { changeVideo } from "./library-api.js";
import { askFormat } from "./format-dialog.js";
import { askFolder, askTags } from "./placing.js";
import { askShare } from "./share-dialog.js";
import { shelves } from "./shelves.js";
import { trash } from "./trashing.js";

/**
 * One video of the library; `video` is set before it enters, and `names` to those of its list. Tells `removed` once it is
 * in the trash, `returned` once it is back, `placed` once it has other tags or another folder, `pick` with the tag that
 * shall be shown, and `mark` when it was chosen or is no more.
 */
class VideoCard extends LiveElement {
  video = null;
  names = new Names();

  /** What its buttons are told apart by. */
  get #name() {
    return this.names.of(this.video.id, this.video.title, exactMoment(this.video.created_at));
  }

  get isMarked() {
    return this.querySelector(".choose input")?.checked ?? false;
  }

  set isMarked(isMarked) {
    this.querySelector(".choose input").checked = isMarked;
  }

  enter() {
    this.#show();
    this.listen(this, "rename", ({ detail }) => this.#rename(detail));
    this.listen(shelves, "change", () => this.#showFolder());
  }

  #show() {
    const wasMarked = this.isMarked;
    const { id, title } = this.video;
    const href = `/library/${id}`;
    this.replaceChildren(
      el(
        "article",
        {},
        this.#poster(href),
        this.#mark(),
        this.#star(),
        el("title-editor", { value: title, href, level: "h2", name: this.#name }),
        this.#tags(),
        this.#foot(),
      ),
    );
    this.isMarked = wasMarked;
    this.#showFolder();
  }

  #mark() {
    const label = translate("library.choose", { title: this.#name });
    const box = el("input", { type: "checkbox", "aria-label": label });
    box.onchange = () => this.tell("mark");
    return el("label", { class: "choose", title: label }, box);
  }

  #poster(href) {
    const { thumbnail_url: image, duration_ms: length, kind } = this.video;
    return el(
      "a",
      { class: "poster", href, tabindex: "-1", "aria-hidden": "true" },
      image ? picture(thumbnail(image, 360), { loading: "lazy" }) : icon("clip"),
      el("span", { class: "ai-mark" }, icon("spark"), translate("marks.ai")),
      el("span", { class: "kind", title: translate(`kinds.${kind}`) }, icon(kind)),
      el("span", { class: "length" }, clock(length)),
      el("span", { class: "start" }, icon("play")),
    );
  }

  #star() {
    const { favorite } = this.video;
    const name = translate(favorite ? "library.unstar" : "library.star", { title: this.#name });
    const button = iconButton("star", name, { class: "icon-button star", "aria-pressed": String(favorite) });
    button.onclick = () => this.#change({ favorite: !favorite });
    return button;
  }

  #tags() {
    if (!this.video.tags.length) return null;
    const tags = this.video.tags.map(({ id, name }) => {
      const label = translate("library.showTag", { name });
      const button = el("button", { type: "button", class: "tag", "data-tone": "plain", "aria-label": label }, name);
      button.onclick = () => this.tell("pick", id);
      return el("li", {}, button);
    });
    return el("ul", { class: "tags", "aria-label": translate("library.tags") }, tags);
  }

  #foot() {
    const title = this.#name;
    const { id, created_at: created, size_bytes: bytes, kind } = this.video;
    const facts = [translate(`kinds.${kind}`), moment(created), bytes && size(bytes)].filter(Boolean).join(" · ");
    const download = downloadLink(
      {
        class: "icon-button",
        href: this.video.download_url,
        download: true,
        title: translate("result.download"),
        "aria-label": translate("library.downloadOf", { title }),
      },
      [icon("download")],
      async () => (await api.video(id)).download_url,
    );
    const remove = iconButton("delete", translate("library.deleteOf", { title }), { onclick: () => this.#delete() });
    const menu = actionMenu(translate("library.moreOf", { title }), [
      { icon: "link", label: translate("result.share"), act: () => askShare(id) },
      { icon: "clip", label: translate("formats.open"), act: () => askFormat(this.video.file_id) },
      { icon: "uploads", label: translate("library.move"), act: () => this.#move() },
      { icon: "tag", label: translate("library.editTags"), act: () => this.#tag() },
    ]);
    const text = el("p", { class: "hint" }, el("span", { class: "folder" }), facts);
    return el("footer", {}, text, download, remove, menu);
  }

  #showFolder() {
    const folder = shelves.folder(this.video.folder_id);
    const place = this.querySelector(".folder");
    place.replaceChildren(...(folder ? [icon("uploads"), folder.name] : []));
  }

  async #move() {
    const answer = await askFolder(this.video.folder_id);
    if (answer) await this.#change({ folder_id: answer.folder }, translate("library.moved"));
  }

  async #tag() {
    const tags = await askTags(this.video.tags.map(({ name }) => name));
    if (tags) await this.#change({ tags }, translate("library.tagged"));
  }

  async #change(fields, news) {
    try {
      this.video = await changeVideo(this.video.id, fields);
      if (!this.isConnected) return;
      const hadFocus = this.querySelector(".star") === document.activeElement;
      this.#show();
      if (hadFocus) this.querySelector(".star").focus();
      if (news) notify(news);
      if (!("favorite" in fields)) this.tell("placed");
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  async #rename(title) {
    try {
      this.video = await api.renameVideo(this.video.id, title);
      tasks.find(this.video.task_id).catch(() => {}); // is called by the new title, too
      this.#show();
      notify(translate("rename.done"));
    } catch (error) {
      notify(inShort(error), "problem");
      this.querySelector("title-editor").setAttribute("value", this.video.title);
    }
  }

  async #delete() {
    const { parentElement: place } = this;
    try {
      await trash([this.video.id], () => place.dispatchEvent(new CustomEvent("returned", { bubbles: true })));
      this.tell("removed");
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("video-card", VideoCard);
