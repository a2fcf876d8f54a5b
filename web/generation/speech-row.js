import { exactMoment, moment, translate } from "../i18n.js";
import { downloadLink } from "../interface/controls/download-link.js";
import { explain } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { voiceOf, voices } from "../models/voices.js";
import { titleOf } from "../tasks/task-words.js";
import { isOver, tasks } from "../tasks/tasks.js";

/** One text that was spoken; `task` is set before it enters, and `names` to those of its list. */
class SpeechRow extends LiveElement {
  task = null;
  names = new Names();
  #shape = null;
  #renewed = 0;

  enter() {
    this.#shape = null;
    this.listen(tasks, "task", ({ detail }) => detail.id === this.task.id && this.#show(detail));
    this.listen(voices, "change", () => this.#rebuild());
    this.listen(this, "stale", () => this.#renew());
    this.#show(this.task);
  }

  #show(task) {
    this.task = task;
    const shape = `${task.status} ${this.#renewed}`;
    if (shape !== this.#shape) this.#rebuild();
    this.#shape = shape;
    this.querySelector("task-progress")?.show(task);
  }

  #rebuild() {
    const { task } = this;
    const text = el(
      "div",
      { class: "text" },
      el("h3", {}, el("a", { href: `/tasks/${task.id}` }, titleOf(task))),
      el("p", { class: "hint" }, [voiceOf(task), moment(task.created_at)].filter(Boolean).join(" · ")),
    );
    this.dataset.status = task.status;
    this.replaceChildren(el("article", {}, el("span", { class: "mark" }, icon("speech")), text, this.#outcome(task)));
    this.querySelector("task-progress")?.show(task);
  }

  #outcome({ id, status, result, error, created_at: created }) {
    const called = this.names.of(id, titleOf(this.task), exactMoment(created));
    if (!isOver(this.task)) {
      const name = translate("task.cancelOf", { title: called });
      const stop = iconButton("cross", name, { onclick: () => tasks.cancel(id).catch(() => {}) });
      return [el("task-progress"), stop];
    }
    if (status === "succeeded") {
      const title = titleOf(this.task);
      const label = translate("library.downloadOf", { title: called });
      const link = { class: "icon-button", href: result.url, download: `${title}.wav` };
      return [
        el("sound-player", { data: { src: result.url, length: result.duration_ms ?? 0, title: called } }),
        downloadLink(
          { ...link, title: translate("result.download"), "aria-label": label },
          [icon("download")],
          async () => (await tasks.find(id)).result.url,
        ),
      ];
    }
    const words = status === "failed" ? explain(error).title : translate("task.statuses.cancelled");
    return [el("span", { class: "chip", "data-status": status }, words)];
  }

  /** Signed addresses expire; one fresh set mends that. */
  async #renew() {
    if (Date.now() - this.#renewed < 60_000) return;
    this.#renewed = Date.now();
    await tasks.find(this.task.id).catch(() => {});
  }
}

customElements.define("speech-row", SpeechRow);
