import { taskLog } from "../api.js";
import { fullMoment, percent, translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { explain, inShort } from "../interface/messages/failures.js";
import { newKey } from "../interface/controls/keys.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { announce, notify } from "../interface/messages/notices.js";
import { router } from "../router.js";
import { retryButton } from "../tasks/retry-button.js";
import { isMaking, kindWords, makesVideo, pageOf, progressWords, stageOf, titleOf } from "../tasks/task-words.js";
import { isOver, tasks } from "../tasks/tasks.js";
import { editAgain } from "./edit-again.js";

/** What the engine has said about the task, as a file. */
const logLink = ({ id }) => el(
  "a",
  { class: "hint", href: taskLog(id), download: `task-${id}.log` },
  translate("task.log"),
);

/** One task from the queue to its end; `data-id` names it. */
class TaskPage extends LiveElement {
  #shape = null;
  #announced = null;

  enter() {
    this.#shape = null;
    this.replaceChildren(el("div", { class: "waiting" }, el("span", { class: "spinner" })));
    this.listen(tasks, "task", ({ detail }) => detail.id === this.dataset.id && this.#show(detail));
    this.#find();
  }

  async #find() {
    try {
      await tasks.find(this.dataset.id);
    } catch (error) {
      if (error.status === 404) this.replaceChildren(el("not-found"));
      else notify(inShort(error), "problem");
    }
  }

  #show(task) {
    const shape = `${task.status} ${task.result?.video_id} ${task.attempt}`;
    if (shape !== this.#shape) this.#rebuild(task);
    this.#shape = shape;
    this.querySelector("task-progress")?.show(task);
    this.querySelector("film-scenes")?.show(task);
    this.#tellProgress(task);
  }

  #rebuild(task) {
    const hadFocus = this.contains(document.activeElement);
    this.dataset.status = task.status;
    if (task.status === "succeeded" && makesVideo(task)) {
      const id = task.result?.video_id ?? "deleted"; // no id is that word: the view says that it is gone
      this.replaceChildren(backFrom(task), el("result-view", { "data-id": id }));
    } else if (task.status === "succeeded") {
      this.replaceChildren(backFrom(task), this.#head(task), Object.assign(el("sound-result"), { task }));
    } else {
      this.replaceChildren(backFrom(task), this.#head(task), this.#stage(task));
      this.querySelector("task-inputs")?.show(task);
    }
    if (hadFocus) this.closest("main").focus({ preventScroll: true });
  }

  #head(task) {
    const facts = [kindWords(task), fullMoment(task.created_at)].join(" · ");
    const chip = el("span", { class: "chip", "data-status": task.status }, translate(`task.statuses.${task.status}`));
    return el("header", { class: "page-title" }, el("h1", {}, titleOf(task)), el("p", { class: "facts" }, chip, facts));
  }

  #stage(task) {
    return el(
      "div",
      { class: "progress-card" },
      el(task.kind === "film" ? "film-scenes" : "task-inputs"),
      el("div", { class: "outcome" }, this.#state(task), this.#actions(task), task.attempt > 0 && logLink(task)),
    );
  }

  #state(task) {
    if (task.status === "failed") {
      const failure = explain(faultOf(task));
      return el(
        "failure-note",
        { role: "alert", data: { failure: failure.code, title: failure.title, text: failure.advice } },
      );
    }
    if (task.status === "cancelled") return el("p", { class: "lead" }, translate("task.cancelledText"));
    return el("task-progress");
  }

  #actions(task) {
    const isMoving = !isOver(task);
    const isWorthIt = task.status === "cancelled" || Boolean(task.error?.retryable);
    const actions = isMoving
      ? [this.#cancelButton()]
      : [this.#retryButton(isWorthIt), this.#changeButton(task, !isWorthIt)];
    if (!isMoving && !isWorthIt) actions.reverse();
    return el("div", { class: "actions" }, isMoving && el("p", { class: "hint" }, translate("task.mayLeave")), actions);
  }

  #cancelButton() {
    const button = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet" },
      icon("cross"),
      translate("task.cancel"),
    );
    button.onclick = () => this.#cancel(button);
    return button;
  }

  /** What more likely helps comes first and stands out. */
  #retryButton(isAdvised) {
    const button = retryButton(this.dataset.id, { "data-look": isAdvised ? null : "quiet" });
    button.onclick = () => this.#retry(button);
    return button;
  }

  #changeButton(task, isAdvised) {
    const button = el(
      "button",
      { type: "button", class: "button", "data-look": isAdvised ? null : "quiet" },
      icon(pageOf(task).icon),
      translate("task.again"),
    );
    button.onclick = () => this.#work(button, async () => {
      const path = await editAgain(task);
      if (path) router.go(path);
    });
    return button;
  }

  async #cancel(button) {
    const words = ["task.cancelTitle", "task.cancelText", "task.cancelYes", "task.cancelNo"];
    if (!(await confirmed(...words.map((key) => translate(key))))) return;
    await this.#work(button, () => tasks.cancel(this.dataset.id));
  }

  #retry(button) {
    return this.#work(button, () => tasks.retry(this.dataset.id, newKey()));
  }

  async #work(button, work) {
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      notify(inShort(error), "problem");
    }
    button.disabled = false;
  }

  /** Stages are heard, and every quarter; the title of the window shows the rest. */
  #tellProgress(task) {
    const quarter = Math.floor((task.progress ?? 0) * 4);
    const heard = `${stageOf(task)} ${quarter}`;
    this.tell("retitle", task.status === "running" || isMaking(task) ? `${percent(task.progress ?? 0)} ${titleOf(task)}` : titleOf(task));
    if (heard === this.#announced) return;
    this.#announced = heard;
    announce(isOver(task) ? stageOf(task) : `${stageOf(task)}. ${progressWords(task)}`);
  }
}

/** A film fails with one of its scenes, whose own reason says more. */
function faultOf({ error, scenes = [] }) {
  const number = scenes.findIndex((scene) => scene.error);
  return number < 0 ? error : { ...scenes[number].error, values: { ...scenes[number].error.values, scene: number + 1 } };
}

function backFrom(task) {
  const { name, path } = pageOf(task);
  return el("a", { class: "back", href: path }, icon("back"), translate(`nav.${name}`));
}

customElements.define("task-page", TaskPage);
