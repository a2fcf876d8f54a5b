import * as api from "../api.js";
import { clock, fullMoment, size, translate } from "../i18n.js";
import { downloadLink } from "../interface/controls/download-link.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { router } from "../router.js";
import { pageOf } from "../tasks/task-words.js";
import { tasks } from "../tasks/tasks.js";
import { thumbnail } from "../uploads/media.js";
import { askFormat } from "./format-dialog.js";
import { askShare } from "./share-dialog.js";
import { trash } from "./trashing.js";

/** A finished video, beside its source where it has one, and what can be done with it; `data-id` names it. */
class ResultView extends LiveElement {
  #video = null;
  #task = null;
  #renewed = 0;

  enter() {
    this.replaceChildren(el("div", { class: "waiting" }, el("span", { class: "spinner" })));
    this.listen(this, "rename", ({ detail }) => this.#rename(detail));
    this.listen(this, "stale", () => this.#renew());
    loadInto(this, this, () => this.#load());
  }

  async #load() {
    try {
      this.#video = await api.video(this.dataset.id);
      this.#task = await tasks.find(this.#video.task_id).catch(() => null); // knows its kind and its subtitles
      if (this.isConnected) this.#show();
    } catch (error) {
      if (error.status !== 404) throw error;
      this.replaceChildren(this.#gone());
    }
  }

  #show() {
    const { title, url, thumbnail_url: poster, source, file_id: file } = this.#video;
    const data = { result: url, poster: thumbnail(poster, 640) };
    const subtitles = this.#task?.result?.subtitles_url;
    if (source?.video_url && this.#task?.kind !== "talking_video") data.source = source.video_url;
    if (subtitles) data.subtitles = subtitles;
    this.tell("retitle", title);
    this.replaceChildren(
      el(
        "header",
        { class: "page-title" },
        el("title-editor", { value: title, level: "h1" }),
        el("p", { class: "facts" }, this.#facts()),
        el("copy-places", { class: "facts", "data-id": file }),
      ),
      el("compare-player", { data }),
      this.#actions(),
      ...this.#scenes(),
    );
  }

  #scenes() {
    if (this.#task?.kind !== "film") return [];
    const scenes = el("film-scenes");
    scenes.show(this.#task);
    return [el("h2", { class: "scenes" }, translate("film.scenes")), scenes];
  }

  #facts() {
    const { duration_ms: length, width, height, size_bytes: bytes, created_at: created } = this.#video;
    const kind = this.#task && translate(`kinds.${this.#task.kind}`);
    const facts = [kind, clock(length), width && `${width} × ${height}`, bytes && size(bytes), fullMoment(created)];
    return facts.filter(Boolean).join(" · ");
  }

  #actions() {
    const { id, title, download_url: address, task_id: task, file_id: file } = this.#video;
    const download = downloadLink(
      { class: "button", href: address, download: true },
      [icon("download"), translate("result.download")],
      async () => (await api.video(id)).download_url,
    );
    const subtitles = this.#task?.result?.subtitles_url;
    const words = subtitles && downloadLink(
      { class: "button", "data-look": "quiet", href: subtitles, download: `${title}.vtt` },
      [icon("subtitles"), translate("result.subtitles")],
      async () => (await tasks.find(task)).result.subtitles_url,
    );
    const page = pageOf(this.#task ?? { kind: "animate_move" });
    const again = el(
      "a",
      { class: "button", "data-look": "quiet", href: page.path },
      icon(page.icon),
      translate(`result.next.${page.name}`),
    );
    const remove = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet" },
      icon("delete"),
      translate("result.delete"),
    );
    remove.onclick = () => this.#delete();
    const share = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet" },
      icon("link"),
      translate("result.share"),
    );
    share.onclick = () => askShare(id);
    const formats = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet" },
      icon("clip"),
      translate("formats.open"),
    );
    formats.onclick = () => askFormat(file);
    return el("div", { class: "actions" }, download, share, formats, words, again, remove);
  }

  async #rename(title) {
    try {
      this.#video = await api.renameVideo(this.dataset.id, title);
      this.tell("retitle", title);
      tasks.find(this.#video.task_id).catch(() => {}); // is called by the new title, too
      notify(translate("rename.done"));
    } catch (error) {
      notify(inShort(error), "problem");
      this.querySelector("title-editor").setAttribute("value", this.#video.title);
    }
  }

  async #delete() {
    const { id } = this.dataset;
    try {
      await trash([id], () => router.go(`/library/${id}`));
      router.go("/library");
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  /** Signed addresses expire; one fresh set mends that, and more would hide a real fault. */
  async #renew() {
    if (Date.now() - this.#renewed < 60_000) return notify(translate("player.broken"), "problem");
    this.#renewed = Date.now();
    await this.#load().catch((error) => notify(inShort(error), "problem"));
  }

  #gone() {
    const back = el("a", { class: "button", href: "/library" }, translate("result.toLibrary"));
    return el(
      "empty-state",
      { data: { icon: "library", level: "h1", title: translate("result.gone"), text: translate("result.goneText") } },
      back,
    );
  }
}

customElements.define("result-view", ResultView);
