/** How a chosen file shows itself: a picture, a clip that can be played, a sound. */

import { translate } from "../i18n.js";
import { el, picture } from "../interface/markup.js";
import { thumbnail } from "./media.js";

/**
 * @param local an object URL where the file was chosen in this browser.
 * @param file as the server knows it, once it has arrived.
 */
export function previewOf(kind, local, file) {
  if (kind === "audio") return el("sound-player", { class: "preview", data: { src: local ?? file.url } });
  if (kind === "image") {
    return picture(local ?? thumbnail(file.thumbnail_url, 480), { class: "preview" });
  }
  const clip = el(
    "video",
    {
      class: "preview",
      src: local ?? file.url,
      poster: file && thumbnail(file.thumbnail_url, 480),
      preload: "metadata",
      "aria-label": translate("drop.video.preview"),
    },
  );
  Object.assign(clip, { muted: true, playsInline: true, loop: true });
  return clip;
}
