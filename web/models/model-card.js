import { exactMoment, translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { explain, inShort } from "../interface/messages/failures.js";
import { newKey } from "../interface/controls/keys.js";
import { LiveElement } from "../interface/live-element.js";
import { el, iconButton } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { retryButton } from "../tasks/retry-button.js";
import { tasks } from "../tasks/tasks.js";

/** What cards of avatars and of cloned voices have in common; `data-id` names the model. */
export class ModelCard extends LiveElement {
  #shape = null;

  enter() {
    this.#shape = null;
    this.listen(this.collection, "change", () => this.#show());
    this.listen(tasks, "task", ({ detail }) => this.#move(detail));
    this.listen(this, "rename", ({ detail }) => this.#rename(detail));
    this.#show();
    const { status, task_id: task } = this.model;
    if (status !== "completed" && !tasks.get(task)) tasks.find(task).catch(() => {});
  }

  /** What its buttons are told apart by. */
  get calledAs() {
    const { id, name, created_at: created } = this.model;
    return this.collection.names.of(id, name, exactMoment(created));
  }

  get model() {
    return this.collection.get(this.dataset.id);
  }

  #show() {
    const { model } = this;
    if (!model) return; // deleted; the page takes the card away
    const shape = JSON.stringify([this.state, model.error, model.report, model.preview_url]);
    if (shape !== this.#shape) this.#rebuild(model);
    this.#shape = shape;
  }

  #rebuild(model) {
    this.dataset.state = this.state;
    this.replaceChildren(el("article", {}, this.content(model)));
    const task = tasks.get(model.task_id);
    if (task) this.#move(task);
  }

  #move(task) {
    if (task.id !== this.model?.task_id) return;
    this.querySelector("task-progress")?.show(task);
    if (this.state === "making") this.querySelector(".chip").textContent = translate(`task.statuses.${task.status}`);
  }

  /** `ready`, `failed`, or `making`. */
  get state() {
    return { completed: "ready", failed: "failed" }[this.model.status] ?? "making";
  }

  chip() {
    const status = { ready: "succeeded", failed: "failed", making: "running" }[this.state];
    const words = translate(this.state === "making" ? "task.statuses.queued" : `models.statuses.${this.state}`);
    return el("span", { class: "chip", "data-status": status }, words);
  }

  title() {
    return el("title-editor", { value: this.model.name, level: "h2", name: this.calledAs });
  }

  /** Progress while it is made, the reason if that failed. */
  news() {
    if (this.state === "making") return el("task-progress");
    if (this.state !== "failed") return null;
    const failure = explain(this.model.error ?? { code: "INTERNAL" });
    return el("failure-note", { data: { failure: failure.code, title: failure.title, text: failure.advice } });
  }

  retryButton() {
    if (this.state !== "failed") return null;
    const button = retryButton(this.model.task_id, { "data-look": "quiet", "data-size": "small" });
    button.onclick = () => this.#try(() => this.collection.retry(this.model.id, newKey()));
    return button;
  }

  deleteButton() {
    const { name } = this.model;
    return iconButton("delete", translate("library.deleteOf", { title: this.calledAs }), { onclick: () => this.#delete(name) });
  }

  #rename(name) {
    return this.#try(async () => {
      await this.collection.rename(this.model.id, name);
      notify(translate("rename.done"));
    });
  }

  async #delete(name) {
    const { words } = this;
    const isSure = await confirmed(
      translate(words.title),
      translate(words.text, { name }),
      translate("result.deleteYes"),
    );
    if (!isSure) return;
    await this.#try(async () => {
      await this.collection.delete(this.dataset.id);
      notify(translate("result.deleted"));
    });
  }

  async #try(work) {
    try {
      await work();
    } catch (error) {
      notify(inShort(error), "problem");
      this.querySelector("title-editor")?.setAttribute("value", this.model.name);
    }
  }
}
