import * as api from "../api.js";
import { clock, exactMoment, moment, size, translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton, picture } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { notify } from "../interface/messages/notices.js";
import { loseFile } from "./draft.js";
import { thumbnail } from "./media.js";

/** One uploaded file; `file` is set before it enters, and `names` to those of its list. Tells `removed` once it is deleted. */
class FileRow extends LiveElement {
  file = null;
  names = new Names();

  enter() {
    const { id, title, kind, created_at: created, thumbnail_url: image } = this.file;
    const name = this.names.of(id, title, exactMoment(created));
    const thumb = el(
      "span",
      { class: "thumb" },
      image ? picture(thumbnail(image, 96), { loading: "lazy" }) : icon(kind === "audio" ? "sound" : "clip"),
    );
    const href = `${kind === "audio" ? "/presenter" : "/studio"}?file=${encodeURIComponent(id)}`;
    const action = translate(kind === "audio" ? "uploads.useSound" : "uploads.use");
    const look = { class: "button use", "data-look": "quiet", "data-size": "small" };
    const use = el(
      "a",
      { ...look, href, "aria-label": translate("uploads.useOf", { action, title: name }) },
      action,
    );
    const remove = iconButton("delete", translate("library.deleteOf", { title: name }), { onclick: () => this.#delete() });
    const text = el(
      "div",
      { class: "text" },
      el("title-editor", { value: title, level: "h2", name }),
      el("p", { class: "hint" }, this.#facts()),
    );
    this.replaceChildren(el("article", {}, thumb, text, use, remove));
    this.listen(this, "rename", ({ detail }) => this.#rename(detail));
  }

  #facts() {
    const { kind, video, duration_ms: length, size_bytes: bytes, created_at: created } = this.file;
    const facts = [
      translate(`uploads.kind.${kind}`),
      video && `${video.width} × ${video.height}`,
      length && clock(length),
      size(bytes),
      moment(created),
    ];
    return facts.filter(Boolean).join(" · ");
  }

  async #rename(title) {
    try {
      await api.renameFile(this.file.id, title);
      this.file.title = title;
      notify(translate("rename.done"));
    } catch (error) {
      notify(inShort(error), "problem");
      this.querySelector("title-editor").setAttribute("value", this.file.title);
    }
  }

  async #delete() {
    const { id, title } = this.file;
    const isSure = await confirmed(
      translate("uploads.deleteTitle"),
      translate("uploads.deleteText", { title }),
      translate("result.deleteYes"),
    );
    if (!isSure) return;
    try {
      await api.deleteFile(id);
      loseFile(id);
      notify(translate("uploads.deleted"));
      this.tell("removed");
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("file-row", FileRow);
