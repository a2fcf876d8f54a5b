/**
 * A picture and a clip: the picture takes up the clip's movement, or its character takes the place of the person. With
 * further ones beside them, each picture is animated with each clip.
 */

import * as api from "../api.js";
import { translate } from "../i18n.js";
import { notify } from "../interface/messages/notices.js";
import { tasks } from "../tasks/tasks.js";
import { Draft } from "../uploads/draft.js";

const places = { image: "image", video: "video" };
/** Videos that are asked for at once. */
const most = 20;

class StudioDraft extends Draft {
  name = "studio";
  /** Files beside those in the places. */
  more = { image: [], video: [] };
  /** Tasks of these orders were queued before one after them was refused. */
  #queued = new Map();

  constructor() {
    super("studio", places, { recipe: "animate-move", mode: "wan-std", engine: "", title: "", face: null, more: [] });
  }

  /** How many videos it makes. */
  get count() {
    return (1 + this.more.image.length) * (1 + this.more.video.length);
  }

  get canGrow() {
    const { image, video } = this.more;
    return (2 + Math.max(image.length, video.length)) * (1 + Math.min(image.length, video.length)) <= most;
  }

  /** Takes a picture or a clip beside the first one, or as that where there is none. */
  addMore(file) {
    if (!this.files[file.kind]) return this.reuse(file.kind, file);
    const isThere = [this.files[file.kind], ...this.more[file.kind]].some(({ id }) => id === file.id);
    if (isThere || !this.canGrow) return;
    this.more[file.kind].push(file);
    this.#keepMore();
  }

  removeMore(kind, id) {
    this.more[kind] = this.more[kind].filter((file) => file.id !== id);
    this.#keepMore();
  }

  #keepMore() {
    this.set("more", Object.values(this.more).flat().map(({ id }) => id));
  }

  lose(fileId) {
    super.lose(fileId);
    for (const kind of Object.keys(this.more)) this.removeMore(kind, fileId);
  }

  forget() {
    this.more = { image: [], video: [] };
    this.#queued.clear();
    super.forget();
  }

  async restore() {
    await super.restore();
    const files = await Promise.all((this.settings.more ?? []).map((id) => api.file(id).catch(() => null)));
    const known = files.filter(Boolean);
    for (const kind of Object.keys(this.more)) this.more[kind] = known.filter((file) => file.kind === kind);
    this.#keepMore();
  }

  /** What one way refuses the other may take. */
  set(setting, value) {
    if (setting === "recipe" && value !== this.settings.recipe) this.refusals = {};
    super.set(setting, value);
  }

  /** Another picture shows other people. */
  clear(place) {
    if (place === "image") this.settings.face = null;
    super.clear(place);
  }

  get isReady() {
    return Object.keys(places).every((place) => this.files[place] && !this.refusals[place]);
  }

  /** Why the work cannot begin, as a word of `order.studio.missing`, or null. */
  get missing() {
    const empty = Object.keys(places).filter((place) => !this.files[place]);
    if (Object.keys(places).some((place) => this.files[place] && this.refusals[place])) return "refused";
    if (empty.some((place) => this.isArriving(place))) return "arriving";
    return empty.length === 2 ? "both" : (empty[0] ?? null);
  }

  /** What the server calls such a task. */
  get kind() {
    return this.settings.recipe.replace("-", "_");
  }

  /** Pixels of the longer side of the video that a mode makes, at most. */
  longestSide(mode) {
    const sides = { "animate-move": [768, 1280], "animate-mix": [960, 1280] }[this.settings.recipe];
    return sides[mode === "wan-pro" ? 1 : 0];
  }

  /** What is asked of the server: the route and the body. */
  get order() {
    return this.orders[0];
  }

  /** The same for each picture with each clip. */
  get orders() {
    const { files, more, settings } = this;
    const [images, videos] = [[files.image, ...more.image], [files.video, ...more.video]];
    return images.flatMap((image) => videos.map((video) => {
      const body = { image_file_id: image.id, video_file_id: video.id, mode: settings.mode };
      if (settings.engine) body.engine = settings.engine;
      if (settings.face && image === files.image) body.face = settings.face;
      return { path: `/videos/${settings.recipe}`, body: api.titled(body, settings.title) };
    }));
  }

  /** Which picture and clip one of the orders is about. */
  nameOf({ body }) {
    const find = (kind, id) => [this.files[kind], ...this.more[kind]].find((file) => file?.id === id)?.title ?? "";
    return `${find("image", body.image_file_id)} × ${find("video", body.video_file_id)}`;
  }

  get submitWords() {
    return this.count > 1 ? translate("studio.submitMany", { count: this.count }) : null;
  }

  /** @returns the page on which to follow the work; none for several, which are followed below the form. */
  async submit(key) {
    const { orders } = this;
    for (const [number, order] of orders.entries()) {
      const text = JSON.stringify(order);
      if (this.#queued.has(text)) continue; // before the one that was refused
      this.#queued.set(text, await tasks.submit(order, number === 0 ? key : `${key}-${number}`));
    }
    const [task] = this.#queued.values();
    this.#queued.clear();
    this.more = { image: [], video: [] };
    this.#keepMore();
    this.set("title", "");
    if (orders.length === 1) return `/tasks/${task.id}`;
    notify(translate("studio.queued", { count: orders.length }));
    return null;
  }

  /** Which place a refusal is about, or null. */
  blamed({ code, field }) {
    if (field?.startsWith("image") || code?.endsWith("_source")) return "image";
    if (field?.startsWith("video") || code?.endsWith("_driver") || code === "driver_lost") return "video";
    return null;
  }
}

export const studioDraft = new StudioDraft();
