import * as api from "../api.js";
import { router } from "../frame/router.js";
import { loseFile } from "../generation/draft.js";
import { presenterDraft } from "../generation/presenter-draft.js";
import { studioDraft } from "../generation/studio-draft.js";
import { confirmed } from "../interface/confirm-dialog.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { clock, moment, say, size } from "../interface/words.js";
import { thumbnail } from "./media.js";

/** One uploaded file; `file` is set before it enters. Tells `removed` once it is deleted. */
class FileRow extends LiveElement {
  file = null;

  enter() {
    const { title, kind, thumbnail_url: image } = this.file;
    const thumb = el(
      "span",
      { class: "thumb" },
      image ? el(
        "img",
        { src: thumbnail(image, 96), alt: "", loading: "lazy" },
      ) : icon({ image: "picture", video: "clip", audio: "sound" }[kind]),
    );
    const use = el(
      "button",
      { type: "button", class: "button use", "data-look": "quiet", "data-size": "small", onclick: () => this.#use() },
      say(kind === "audio" ? "uploads.useSound" : "uploads.use"),
    );
    const remove = iconButton("delete", say("library.deleteOf", { title }), { onclick: () => this.#delete() });
    const text = el(
      "div",
      { class: "text" },
      el("title-editor", { value: title, level: "h2" }),
      el("p", { class: "hint" }, this.#facts()),
    );
    this.replaceChildren(el("article", {}, thumb, text, use, remove));
    this.listen(this, "rename", ({ detail }) => this.#rename(detail));
  }

  #facts() {
    const { kind, video, duration_ms: length, size_bytes: bytes, size: older, created_at: created } = this.file;
    const facts = [
      say(`uploads.kind.${kind}`),
      video && `${video.width} × ${video.height}`,
      length && clock(length),
      size(bytes ?? older ?? 0),
      moment(created),
    ];
    return facts.filter(Boolean).join(" · ");
  }

  #use() {
    const { kind } = this.file;
    if (kind === "audio") {
      presenterDraft.reuse("audio", this.file);
      presenterDraft.set("speech", "audio");
    } else {
      studioDraft.reuse(kind, this.file);
    }
    router.go(kind === "audio" ? "/presenter" : "/studio");
  }

  async #rename(title) {
    try {
      await api.renameFile(this.file.id, title);
      this.file.title = title;
      notify(say("rename.done"));
    } catch (error) {
      notify(inShort(error), "problem");
      this.querySelector("title-editor").setAttribute("value", this.file.title);
    }
  }

  async #delete() {
    const { id, title } = this.file;
    const isSure = await confirmed(
      say("uploads.deleteTitle"),
      say("uploads.deleteText", { title }),
      say("result.deleteYes"),
    );
    if (!isSure) return;
    try {
      await api.deleteFile(id);
      loseFile(id);
      notify(say("uploads.deleted"));
      this.tell("removed");
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("file-row", FileRow);
