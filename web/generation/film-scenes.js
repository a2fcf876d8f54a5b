import { percent, translate } from "../i18n.js";
import { el, icon, picture } from "../interface/markup.js";
import { avatars } from "../models/models.js";
import { opening } from "../tasks/task-words.js";
import { thumbnail } from "../uploads/media.js";

/** The scenes of a film, and how far each of them is. */
class FilmScenes extends HTMLElement {
  show({ scenes = [] }) {
    const lines = scenes.map((scene, number) => this.#line(scene, number));
    const list = el("ol", { "aria-label": translate("film.scenes") }, lines);
    this.replaceChildren(list);
  }

  #line(scene, number) {
    const { status, inputs } = scene;
    const avatar = avatars.get(inputs.video_model_id);
    const address = scene.thumbnail_url ?? inputs.image_thumbnail_url ?? inputs.video_thumbnail_url
      ?? avatar?.thumbnail_url;
    const thumb = el("span", { class: "thumb" }, address ? picture(thumbnail(address, 160)) : icon("presenter"));
    const words = opening(inputs.script ?? "") || translate("film.recording");
    return el(
      "li",
      { "data-status": status },
      thumb,
      el("span", { class: "text" }, el("b", {}, translate("film.scene", { number: String(number + 1) })), el("span", {}, words)),
      el("span", { class: "chip", "data-status": status }, state(scene)),
    );
  }
}

function state({ status, progress, reused }) {
  if (reused) return translate("film.reused");
  return status === "running" ? percent(progress) : translate(`task.statuses.${status}`);
}

customElements.define("film-scenes", FilmScenes);
