import { moment, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, picture } from "../interface/markup.js";
import { thumbnail } from "../uploads/media.js";
import { titleOf } from "./task-words.js";
import { isOver, tasks } from "./tasks.js";

/** One task in short; `data-id` names it. */
class TaskCard extends LiveElement {
  #shape = null;

  enter() {
    this.#shape = null;
    this.#show(tasks.get(this.dataset.id));
    this.listen(tasks, "task", ({ detail }) => detail.id === this.dataset.id && this.#show(detail));
  }

  #show(task) {
    const shape = `${task.status} ${task.result?.thumbnail_url}`;
    if (shape !== this.#shape) this.#rebuild(task);
    this.#shape = shape;
    this.querySelector("task-progress")?.show(task);
  }

  #rebuild(task) {
    const hadFocus = this.contains(document.activeElement);
    const { status, result, inputs } = task;
    const image = thumbnail(
      result?.thumbnail_url ?? inputs?.image_thumbnail_url ?? inputs?.video_thumbnail_url,
      160,
    );
    const thumb = el(
      "span",
      { class: "thumb" },
      image && picture(image, { loading: "lazy" }),
      el("span", { class: "kind" }, icon(task.kind)),
    );
    thumb.toggleAttribute("data-bare", !image);
    const facts = [translate(`kinds.${task.kind}`), moment(task.created_at)].join(" · ");
    const text = el("span", { class: "text" }, el("b", {}, titleOf(task)), el("span", { class: "hint" }, facts));
    this.dataset.status = status;
    this.replaceChildren(
      el(
        "a",
        { href: `/tasks/${task.id}` },
        thumb,
        text,
        el("span", { class: "chip", "data-status": status }, translate(`task.statuses.${status}`)),
        !isOver(task) && el("task-progress"),
      ),
    );
    if (hadFocus) this.querySelector("a").focus();
  }
}

customElements.define("task-card", TaskCard);
