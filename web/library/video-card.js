import * as api from "../api.js";
import { clock, moment, size, translate } from "../i18n.js";
import { confirmed } from "../interface/confirm-dialog.js";
import { downloadLink } from "../interface/download-link.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton, picture } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { tasks } from "../tasks/tasks.js";
import { thumbnail } from "../uploads/media.js";

/** One video of the library; `video` is set before it enters. Tells `removed` once it is deleted. */
class VideoCard extends LiveElement {
  video = null;

  enter() {
    this.#show();
    this.listen(this, "rename", ({ detail }) => this.#rename(detail));
  }

  #show() {
    const { id, title, thumbnail_url: image, duration_ms: length, created_at: created, size_bytes: bytes } = this.video;
    const { kind } = tasks.get(this.video.task_id) ?? {};
    const href = `/library/${id}`;
    const poster = el(
      "a",
      { class: "poster", href, tabindex: "-1", "aria-hidden": "true" },
      image ? picture(thumbnail(image, 360), { loading: "lazy" }) : icon("clip"),
      el("span", { class: "ai-mark" }, icon("spark"), translate("marks.ai")),
      kind && el("span", { class: "kind", title: translate(`kinds.${kind}`) }, icon(kind)),
      el("span", { class: "length" }, clock(length)),
      el("span", { class: "start" }, icon("play")),
    );
    const facts = [
      kind && translate(`kinds.${kind}`),
      moment(created),
      bytes && size(bytes),
    ].filter(Boolean).join(" · ");
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
    const foot = el("footer", {}, el("span", { class: "hint" }, facts), download, remove);
    this.replaceChildren(el("article", {}, poster, el("title-editor", { value: title, href, level: "h2" }), foot));
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
    const { id, title } = this.video;
    const isSure = await confirmed(
      translate("result.deleteTitle"),
      translate("result.deleteText", { title }),
      translate("result.deleteYes"),
    );
    if (!isSure) return;
    try {
      await api.deleteVideo(id);
      notify(translate("result.deleted"));
      this.tell("removed");
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("video-card", VideoCard);
