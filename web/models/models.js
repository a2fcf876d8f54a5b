/** The user's avatars and cloned voices. Each fires `change` when one came, went or got on. */

import * as api from "../api.js";
import { Names } from "../interface/lists/names.js";
import { isOver, tasks } from "../tasks/tasks.js";

class ModelList extends EventTarget {
  isLoaded = false;
  names = new Names();
  #known = [];

  /** @param path the route; `kind` the kind of task that makes a model. */
  constructor(path, kind) {
    super();
    this.path = path;
    tasks.addEventListener("task", ({ detail }) => detail.kind === kind && this.#hear(detail));
  }

  /** Newest first. */
  get all() {
    return this.#known;
  }

  /** Those that can be used. */
  get ready() {
    return this.#known.filter(({ status }) => status === "completed");
  }

  get(id) {
    return this.#known.find((model) => model.id === id) ?? null;
  }

  async load() {
    const { items } = await api.models(this.path, { limit: 100 });
    this.#known = items;
    this.isLoaded = true;
    this.dispatchEvent(new Event("change"));
  }

  async make(order, key) {
    const model = await api.submit(order, key);
    this.#known = [model, ...this.#known.filter(({ id }) => id !== model.id)];
    this.dispatchEvent(new Event("change"));
  }

  async rename(id, name) {
    await api.renameModel(this.path, id, name);
    this.#replace({ ...this.get(id), name });
  }

  async retry(id, key) {
    this.#replace(await api.retryModel(this.path, id, key));
  }

  async delete(id) {
    await api.deleteModel(this.path, id);
    this.#known = this.#known.filter((model) => model.id !== id);
    this.dispatchEvent(new Event("change"));
  }

  forget() {
    this.#known = [];
    this.isLoaded = false;
  }

  /** A model knows its outcome only once its task has ended. */
  async #hear(task) {
    const model = this.#known.find((model) => model.task_id === task.id);
    if (!model || !isOver(task) || ["completed", "failed"].includes(model.status)) return;
    this.#replace(await api.model(this.path, model.id).catch(() => model));
  }

  #replace(model) {
    this.#known = this.#known.map((known) => (known.id === model.id ? model : known));
    this.dispatchEvent(new Event("change"));
  }
}

export const avatars = new ModelList("/video-models", "avatar_training");
export const voiceModels = new ModelList("/voice-models", "voice_clone");
