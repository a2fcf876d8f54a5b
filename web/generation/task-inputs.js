import { translate } from "../i18n.js";
import { el, icon, picture } from "../interface/markup.js";
import { fitRatio } from "../library/compare-player.js";
import { avatars } from "../models/models.js";
import { thumbnail } from "../uploads/media.js";

/** What stands on each side, by kind of work. */
const sides = {
  animate_move: ["clip", "picture"],
  animate_mix: ["clip", "picture"],
  talking_video: ["words", "speaker"],
  speech: ["words"],
  avatar_training: ["footage"],
  voice_clone: ["words"],
};

/** The material of a task that has no result yet: one side gives the cue, the other waits for it. */
class TaskInputs extends HTMLElement {
  show(task) {
    this.dataset.status = task.status;
    this.dataset.kind = task.kind;
    this.replaceChildren(...(sides[task.kind] ?? ["clip", "picture"]).map((side) => this.#side(side, task)));
  }

  #side(side, task) {
    const { inputs } = task;
    const shown = inputs?.image_thumbnail_url;
    switch (side) {
      case "clip": return figure("player.source", this.#clip(task), "clip");
      case "footage": return figure("task.footage", this.#clip(task), "clip");
      case "picture": return figure("task.picture", image(shown, translate("task.pictureAlt")), "picture");
      case "speaker": return this.#speaker(task);
      default: return this.#words(task);
    }
  }

  #speaker({ inputs }) {
    const avatar = avatars.get(inputs?.video_model_id);
    const address = inputs?.image_thumbnail_url ?? inputs?.video_thumbnail_url ?? avatar?.thumbnail_url;
    return figure("task.speaker", image(address, translate("task.speakerAlt")), "picture", "presenter");
  }

  #words({ inputs, kind }) {
    const said = inputs?.script ? el("blockquote", {}, inputs.script) : null;
    const drawing = { voice_clone: "voices", speech: "speech" }[kind] ?? "sound";
    return figure(kind === "voice_clone" ? "task.sample" : "task.words", said, "words", drawing);
  }

  #clip({ inputs, status }) {
    const address = inputs?.video_url;
    const clip = address && el(
      "video",
      { src: address, preload: "metadata", "aria-label": translate("player.source") },
    );
    if (clip) Object.assign(clip, { muted: true, loop: true, playsInline: true });
    if (clip && status === "running" && !matchMedia("(prefers-reduced-motion: reduce)").matches) clip.autoplay = true;
    return clip;
  }
}

function image(address, alt) {
  return address && picture(thumbnail(address, 640), { alt });
}

function figure(label, medium, side, drawing = side) {
  const element = el(
    "figure",
    { "data-side": side },
    medium || el("span", { class: "blank" }, icon(drawing)),
    el("figcaption", {}, translate(label)),
  );
  if (medium?.matches("img, video")) fitRatio(element, medium);
  return element;
}

customElements.define("task-inputs", TaskInputs);
