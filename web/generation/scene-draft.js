/** One scene of a film that is put together: who speaks, what is said, and how it joins the scenes beside it. */

import * as api from "../api.js";
import { idOfModel } from "../models/voices.js";
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

  /** @param part as a film tells what it was asked for. */
  static async of(part) {
    const { video_model_id: avatar, position } = part;
    const backdrop = part.background_image_file_id ? "image" : part.background_video_file_id ? "video" : null;
    const settings = {
      speaker: avatar ? "avatar" : part.video_file_id ? "video" : "image",
      avatar,
      speech: part.audio_file_id ? "audio" : "script",
      script: part.script ?? "",
      voice: part.voice_model_id ? idOfModel({ id: part.voice_model_id }) : part.voice,
      pause: String(part.pause_ms),
      transition: part.transition,
      backdrop: backdrop ?? (part.background_color ? "color" : "black"),
      color: part.background_color ?? first.color,
      position: nearest(position),
    };
    const files = {
      image: part.image_file_id,
      video: part.video_file_id,
      audio: part.audio_file_id,
      background: part.background_image_file_id,
      footage: part.background_video_file_id,
    };
    return SceneDraft.from({ settings, files: Object.fromEntries(Object.entries(files).filter(([, id]) => id)) });
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

/** The position that has a name and lies nearest, where a program has placed the speaker. */
function nearest(place) {
  if (!place) return "full";
  const distance = ([, { x, y, size }]) => Math.hypot(x - place.x, y - place.y, size - place.size);
  return Object.entries(positions).sort((one, other) => distance(one) - distance(other))[0][0];
}
