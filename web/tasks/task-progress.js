import { percent } from "../i18n.js";
import { el } from "../interface/markup.js";
import { isMaking, progressWords, stageOf } from "./task-words.js";

/** A bar and a line of words for a task under way. */
class TaskProgress extends HTMLElement {
  #bar = null;

  show(task) {
    if (!this.#bar) {
      this.#bar = el(
        "div",
        { class: "bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" },
        el("span", { class: "fill" }),
      );
      this.replaceChildren(
        el("p", { class: "words" }, el("span", { class: "stage" }), el("span", { class: "rest" })),
        this.#bar,
      );
    }
    const isWaiting = task.status === "queued" && !isMaking(task);
    const done = isWaiting ? 0 : (task.progress ?? 0);
    this.dataset.status = isMaking(task) ? "running" : task.status;
    this.#bar.setAttribute("aria-valuenow", String(Math.floor(done * 100)));
    this.#bar.setAttribute("aria-label", stageOf(task));
    this.#bar.setAttribute("aria-valuetext", `${stageOf(task)} ${percent(done)}`);
    this.#bar.style.setProperty("--done", String(done));
    this.querySelector(".stage").textContent = stageOf(task);
    this.querySelector(".rest").textContent = progressWords(task);
  }
}

customElements.define("task-progress", TaskProgress);
