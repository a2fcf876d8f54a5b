/** One scene of a film that is put together: who speaks, what is said, and how it joins the scenes beside it. */

import * as api from "../api.js";
import { PresenterDraft } from "./presenter-draft.js";

const first = { pause: "0", transition: "cut", backdrop: "black", color: "#1b6647", position: "full" };
/** Where the speaker's picture stands: its middle and its size as shares of the frame. */
const positions = {
  left: { x: 0.3, y: 0.5, size: 0.6 },
  right: { x: 0.7, y: 0.5, size: 0.6 },
  corner: { x: 0.82, y: 0.8, size: 0.35 },
};
/** What of it is kept. */
const kept = ["speaker", "avatar", "speech", "script", "voice", ...Object.keys(first)];

export class SceneDraft extends PresenterDraft {
  constructor() {
    super(null, { settings: first, places: { background: "image" } });
  }

  /** A new one with the same speaker and voice. */
  follower() {
    const next = new SceneDraft();
    const { speaker, avatar, voice } = this.settings;
    const { backdrop, color, position } = this.settings;
    Object.assign(next.settings, { speaker, avatar, voice, backdrop, color, position });
    for (const place of ["image", "video", "background"]) next.files[place] = this.files[place];
    return next;
  }

  get missing() {
    if (this.settings.backdrop !== "image") return super.missing;
    if (this.isArriving("background")) return "arriving";
    return this.files.background ? super.missing : "background";
  }

  /** As the request for a film has it. */
  get part() {
    const { pause, transition, backdrop, color, position } = this.settings;
    const part = { ...this.figure, pause_ms: Number(pause), transition };
    if (backdrop === "color") part.background_color = color;
    if (backdrop === "image") part.background_image_file_id = this.files.background.id;
    if (positions[position]) part.position = positions[position];
    return part;
  }

  get memory() {
    const settings = Object.fromEntries(kept.map((name) => [name, this.settings[name]]));
    const files = Object.entries(this.files).filter(([, file]) => file).map(([place, file]) => [place, file.id]);
    return { settings, files: Object.fromEntries(files) };
  }

  /** @param memory as `memory` gave it; files that are gone since are left out. */
  static async from({ settings, files }) {
    const scene = new SceneDraft();
    for (const name of kept) if (settings?.[name] !== undefined) scene.settings[name] = settings[name];
    const find = async ([place, id]) => {
      if (Object.hasOwn(scene.places, place)) scene.files[place] = await api.file(id).catch(() => null);
    };
    await Promise.all(Object.entries(files ?? {}).map(find));
    return scene;
  }
}
