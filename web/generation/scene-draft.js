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
/** The place of the file behind the speaker, by what is behind. */
const behind = { image: "background", video: "footage" };
/** What of it is kept. */
const kept = ["speaker", "avatar", "speech", "script", "voice", ...Object.keys(first)];

export class SceneDraft extends PresenterDraft {
  constructor() {
    super(null, { settings: first, places: { background: "image", footage: "video" } });
  }

  /** A new one with the same speaker and voice. */
  follower() {
    const next = new SceneDraft();
    const { speaker, avatar, voice } = this.settings;
    const { backdrop, color, position } = this.settings;
    Object.assign(next.settings, { speaker, avatar, voice, backdrop, color, position });
    for (const place of ["image", "video", "background", "footage"]) next.files[place] = this.files[place];
    return next;
  }

  get missing() {
    const place = behind[this.settings.backdrop];
    if (!place) return super.missing;
    if (this.isArriving(place)) return "arriving";
    return this.files[place] ? super.missing : place;
  }

  /** As the request for a film has it. */
  get part() {
    const { pause, transition, backdrop, color, position } = this.settings;
    const part = { ...this.figure, pause_ms: Number(pause), transition };
    if (backdrop === "color") part.background_color = color;
    if (behind[backdrop]) part[`background_${backdrop}_file_id`] = this.files[behind[backdrop]].id;
    if (positions[position]) part.position = positions[position];
    return part;
  }

  get memory() {
    const settings = Object.fromEntries(kept.map((name) => [name, this.settings[name]]));
    const files = Object.entries(this.files).filter(([, file]) => file).map(([place, file]) => [place, file.id]);
    return { settings, files: Object.fromEntries(files) };
  }

  /** Which place a refusal is about, or null. */
  blamed({ code, field }) {
    const kind = /^background_(image|video)/.exec(field ?? "")?.[1];
    return kind ? behind[kind] : super.blamed({ code, field });
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
