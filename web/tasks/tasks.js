/**
 * The user's tasks as last heard. Fires `task` with one that was heard of, also where it is only listed; `turn` with one that
 * was submitted, begins or ends; and `change` when the list is another.
 */

import * as api from "../api.js";
import { feed } from "./feed.js";
import { isMaking } from "./task-words.js";

/** Share of a film's progress that its scenes count, as the server counts it. */
const makingShare = 0.9;

class Tasks extends EventTarget {
  isLoaded = false;
  #known = new Map();
  #events = 0;
  #lastEvent = new Map();

  /** Newest first. */
  get all() {
    return [...this.#known.values()].sort((a, b) => b.created_at.localeCompare(a.created_at));
  }

  get(id) {
    return this.#known.get(id) ?? null;
  }

  async load(limit = 20) {
    await this.#ask(async () => (await api.tasks({ limit })).items);
    this.isLoaded = true;
    this.dispatchEvent(new Event("change"));
  }

  find(id) {
    return this.#ask(() => api.task(id));
  }

  /** @param key the same for every try to submit the same order. */
  submit(order, key) {
    return this.#ask(() => api.submit(order, key), true);
  }

  /** A short text in a cloned voice. */
  preview(voiceId, text, key) {
    return this.#ask(() => api.previewVoice(voiceId, text, key), true);
  }

  /** @returns the task once it is over, asked afresh, so that its addresses are good. */
  async end(id, signal) {
    await this.find(id);
    if (!isOver(this.get(id))) await this.#isOver(id, signal);
    return this.find(id);
  }

  retry(id, key) {
    return this.#ask(() => api.retryTask(id, key), true);
  }

  /** Another film with this scene made once more. */
  remakeScene(id, number, key) {
    return this.#ask(() => api.remakeScene(id, number, key), true);
  }

  async cancel(id) {
    await api.cancelTask(id);
    await this.find(id);
  }

  /** A status event: the whole task. */
  hear(task) {
    this.#events += 1;
    this.#lastEvent.set(task.id, this.#events);
    this.#keep(task, true);
  }

  /** A progress event: three figures. A task that we have not met yet is fetched whole. */
  move({ task_id: id, stage, progress, eta_seconds }) {
    const task = this.#known.get(id);
    const film = task ? null : this.all.find(({ scenes }) => scenes?.some((scene) => scene.task_id === id));
    if (film) this.#keepScene({ id, film_id: film.id, status: "running", stage, progress, error: null });
    else if (!task) this.find(id).catch(() => {});
    else if (!isOver(task)) this.hear({ ...task, status: "running", position: null, stage, progress, eta_seconds });
  }

  forget() {
    this.#known.clear();
    this.isLoaded = false;
  }

  #isOver(id, signal) {
    return new Promise((resolve, reject) => {
      const listening = new AbortController();
      const stop = (settle, value) => {
        listening.abort();
        settle(value);
      };
      const hear = ({ detail }) => detail.id === id && isOver(detail) && stop(resolve);
      this.addEventListener("task", hear, { signal: listening.signal });
      const leave = () => stop(reject, new api.ApiError({ code: "ABORTED" }));
      signal?.addEventListener("abort", leave, { signal: listening.signal });
    });
  }

  /**
   * An answer is older news than an event that came while we waited for it.
   * @param isNews whether a task that we have not met yet has only just been submitted.
   */
  async #ask(request, isNews = false) {
    const asked = this.#events;
    const answer = await request();
    for (const task of [answer].flat()) {
      if ((this.#lastEvent.get(task.id) ?? 0) <= asked) this.#keep(task, isNews);
    }
    return answer;
  }

  /** What happens to a scene is news of its film, and of nothing else. */
  #keepScene({ id, film_id: filmId, status, stage, progress, error }) {
    const film = this.#known.get(filmId);
    if (!film?.scenes) {
      this.find(filmId).catch(() => {});
      return;
    }
    const change = (scene) => (scene.task_id === id ? { ...scene, status, stage, progress, error } : scene);
    const scenes = film.scenes.map(change);
    const made = scenes.reduce((sum, scene) => sum + scene.progress, 0) / scenes.length;
    this.#keep({ ...film, scenes, progress: isMaking(film) ? makingShare * made : film.progress });
  }

  #keep(task, isNews = false) {
    if (task.film_id) {
      this.#keepScene(task);
      return;
    }
    const known = this.#known.get(task.id);
    this.#known.set(task.id, task);
    this.dispatchEvent(new CustomEvent("task", { detail: task }));
    const hasTurned = known ? known.status !== task.status : isNews;
    if (hasTurned) this.dispatchEvent(new CustomEvent("turn", { detail: task }));
    if (!known && this.isLoaded) this.dispatchEvent(new Event("change"));
  }
}

export const isOver = (task) => ["succeeded", "failed", "cancelled"].includes(task.status);

export const tasks = new Tasks();

feed.addEventListener("progress", ({ detail }) => tasks.move(detail));
feed.addEventListener("status", ({ detail }) => tasks.hear(detail));
feed.addEventListener("open", () => tasks.load().catch(() => {}));
