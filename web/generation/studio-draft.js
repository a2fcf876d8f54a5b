/** A picture and a clip: the picture takes up the clip's movement, or its character takes the place of the person. */

import * as api from "../api.js";
import { tasks } from "../tasks/tasks.js";
import { Draft } from "../uploads/draft.js";

const places = { image: "image", video: "video" };

class StudioDraft extends Draft {
  name = "studio";

  constructor() {
    super("studio", places, { recipe: "animate-move", mode: "wan-std", engine: "", title: "", face: null });
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
    const { files, settings } = this;
    const body = { image_file_id: files.image.id, video_file_id: files.video.id, mode: settings.mode };
    if (settings.engine) body.engine = settings.engine;
    if (settings.face) body.face = settings.face;
    return { path: `/videos/${settings.recipe}`, body: api.titled(body, settings.title) };
  }

  /** @returns the page on which to follow the work. */
  async submit(key) {
    const task = await tasks.submit(this.order, key);
    this.set("title", "");
    return `/tasks/${task.id}`;
  }

  /** Which place a refusal is about, or null. */
  blamed({ code, field }) {
    if (field?.startsWith("image") || code?.endsWith("_source")) return "image";
    if (field?.startsWith("video") || code?.endsWith("_driver") || code === "driver_lost") return "video";
    return null;
  }
}

export const studioDraft = new StudioDraft();
