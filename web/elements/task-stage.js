import { el, icon } from "../markup.js";
import { thumbnail } from "../media.js";
import { say } from "../words.js";
import { fitRatio } from "./compare-player.js";

/** The picture and the clip of a task that has no result yet: one waits for its cue, the other gives it. */
class TaskStage extends HTMLElement {
  furnish({ inputs, status }) {
    this.dataset.status = status;
    const picture = inputs?.image_thumbnail_url && el(
      "img",
      { src: thumbnail(inputs.image_thumbnail_url, 640), alt: say("task.pictureAlt") },
    );
    const clip = inputs?.video_url && el(
      "video",
      { src: inputs.video_url, preload: "metadata", "aria-label": say("player.source") },
    );
    if (clip) Object.assign(clip, { muted: true, loop: true, playsInline: true });
    if (clip && status === "running" && !matchMedia("(prefers-reduced-motion: reduce)").matches) clip.autoplay = true;
    this.replaceChildren(this.#side("player.source", clip, "clip"), this.#side("task.picture", picture, "picture"));
  }

  #side(label, medium, drawing) {
    const figure = el(
      "figure",
      { "data-side": drawing },
      medium || el("span", { class: "blank" }, icon(drawing)),
      el("figcaption", {}, say(label)),
    );
    if (medium) fitRatio(figure, medium);
    return figure;
  }
}

customElements.define("task-stage", TaskStage);
