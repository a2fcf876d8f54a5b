import { percent, translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { newKey } from "../interface/controls/keys.js";
import { el, icon, iconButton, picture } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { avatars } from "../models/models.js";
import { router } from "../router.js";
import { opening } from "../tasks/task-words.js";
import { tasks } from "../tasks/tasks.js";
import { thumbnail } from "../uploads/media.js";

/** The scenes of a film, and how far each of them is. Those of a finished one can be made again, one by one. */
class FilmScenes extends HTMLElement {
  #film = null;

  show(film) {
    this.#film = film;
    const { scenes = [] } = film;
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
      this.#film.status === "succeeded"
        ? this.#again(number)
        : el("span", { class: "chip", "data-status": status }, state(scene)),
    );
  }

  #again(number) {
    const button = iconButton("retry", translate("film.againOf", { number: String(number + 1) }));
    const key = newKey();
    button.onclick = async () => {
      button.disabled = true;
      try {
        const { id } = await tasks.remakeScene(this.#film.id, number, key);
        router.go(`/tasks/${id}`);
      } catch (error) {
        button.disabled = false;
        notify(inShort(error), "problem");
      }
    };
    return button;
  }
}

function state({ status, progress, reused }) {
  if (reused) return translate("film.reused");
  return status === "running" ? percent(progress) : translate(`task.statuses.${status}`);
}

customElements.define("film-scenes", FilmScenes);
