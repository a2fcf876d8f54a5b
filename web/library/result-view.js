import * as api from "../api.js";
import { clock, fullMoment, size, translate } from "../i18n.js";
import { confirmed } from "../interface/confirm-dialog.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { router } from "../router.js";
import { pageOf } from "../tasks/task-words.js";
import { tasks } from "../tasks/tasks.js";
import { thumbnail } from "../uploads/media.js";

/** A finished video, beside its source where it has one, and what can be done with it; `data-id` names it. */
class ResultView extends LiveElement {
  #video = null;
  #task = null;
  #renewed = 0;

  enter() {
    this.replaceChildren(el("div", { class: "waiting" }, el("span", { class: "spinner" })));
    this.listen(this, "rename", ({ detail }) => this.#rename(detail));
    this.listen(this, "stale", () => this.#renew());
    this.#load();
  }

  async #load() {
    try {
      this.#video = await api.video(this.dataset.id);
      this.#task = await tasks.find(this.#video.task_id).catch(() => null); // knows its kind and its subtitles
      if (this.isConnected) this.#show();
    } catch (error) {
      if (error.status === 404) this.replaceChildren(this.#gone());
      else notify(inShort(error), "problem");
    }
  }

  #show() {
    const { title, url, thumbnail_url: poster, source } = this.#video;
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
      ),
      el("compare-player", { data }),
      this.#actions(),
    );
  }

  #facts() {
    const { duration_ms: length, width, height, size_bytes: bytes, created_at: created } = this.#video;
    const kind = this.#task && translate(`kinds.${this.#task.kind}`);
    const facts = [kind, clock(length), width && `${width} × ${height}`, bytes && size(bytes), fullMoment(created)];
    return facts.filter(Boolean).join(" · ");
  }

  #actions() {
    const { title, download_url: address } = this.#video;
    const download = el(
      "a",
      { class: "button", href: address, download: true },
      icon("download"),
      translate("result.download"),
    );
    const subtitles = this.#task?.result?.subtitles_url;
    const words = subtitles && el(
      "a",
      { class: "button", "data-look": "quiet", href: subtitles, download: `${title}.vtt` },
      icon("subtitles"),
      translate("result.subtitles"),
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
    remove.onclick = () => this.#delete(title);
    return el("div", { class: "actions" }, download, words, again, remove);
  }

  async #rename(title) {
    try {
      this.#video = { ...this.#video, ...(await api.renameVideo(this.dataset.id, title)), title };
      this.tell("retitle", title);
      notify(translate("rename.done"));
    } catch (error) {
      notify(inShort(error), "problem");
      this.querySelector("title-editor").setAttribute("value", this.#video.title);
    }
  }

  async #delete(title) {
    const isSure = await confirmed(
      translate("result.deleteTitle"),
      translate("result.deleteText", { title }),
      translate("result.deleteYes"),
    );
    if (!isSure) return;
    try {
      await api.deleteVideo(this.dataset.id);
      notify(translate("result.deleted"));
      router.go("/library");
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  /** Addresses of media run out after an hour; one fresh set mends that, and more would hide a real fault. */
  async #renew() {
    if (Date.now() - this.#renewed < 60_000) return notify(translate("player.broken"), "problem");
    this.#renewed = Date.now();
    await this.#load();
  }

  #gone() {
    const back = el("a", { class: "button", href: "/library" }, translate("result.toLibrary"));
    return el(
      "empty-state",
      { data: { icon: "library", title: translate("result.gone"), text: translate("result.goneText") } },
      back,
    );
  }
}

customElements.define("result-view", ResultView);
