/** Who speaks (a picture, a clip or a prepared avatar), and what is said (a script with a voice, or a sound). */

import * as api from "../api.js";
import { voiceFields } from "../models/voices.js";
import { opening } from "../tasks/task-words.js";
import { tasks } from "../tasks/tasks.js";
import { Draft } from "../uploads/draft.js";

const places = { image: "image", video: "video", audio: "audio" };
const settings = {
  speaker: "image",
  avatar: null,
  speech: "script",
  script: "",
  voice: null,
  subtitles: "none",
  mode: "wan-std",
  title: "",
  face: null,
};

export class PresenterDraft extends Draft {
  name = "presenter";

  /** @param more further settings and places, of a scene that is like a presenter. */
  constructor(name = "presenter", more = {}) {
    super(name, { ...places, ...more.places }, { ...settings, ...more.settings });
  }

  /** Another picture shows other people. */
  clear(place) {
    if (place === "image") this.settings.face = null;
    super.clear(place);
  }

  get isReady() {
    return this.missing === null;
  }

  /** Why the work cannot begin, as a word of `order.presenter.missing`, or null. */
  get missing() {
    const { speaker, speech } = this.settings;
    const used = [speaker, speech].filter((place) => places[place]);
    if (used.some((place) => this.files[place] && this.refusals[place])) return "refused";
    if (used.some((place) => this.isArriving(place))) return "arriving";
    return this.#missingSpeaker ?? this.#missingSpeech;
  }

  get #missingSpeaker() {
    const { speaker, avatar } = this.settings;
    return (speaker === "avatar" ? avatar : this.files[speaker]) ? null : speaker;
  }

  get #missingSpeech() {
    const { speech, script, voice } = this.settings;
    if (speech === "audio") return this.files.audio ? null : "audio";
    if (!script.trim()) return "script";
    return voice ? null : "voice";
  }

  /** Pixels of the longer side of the video that a mode makes of a picture, at most. */
  longestSide(mode) {
    return mode === "wan-pro" ? 1280 : 768;
  }

  /** What is asked of the server: the route and the body. */
  get order() {
    const { speaker, face, speech, script, subtitles, mode, title } = this.settings;
    const shown = { subtitles: subtitles === "beside", burn_subtitles: subtitles === "burned" };
    if (speaker === "image" && face) shown.face = face;
    const name = title.trim() || (speech === "script" && opening(script));
    return { path: "/generate", body: api.titled({ ...this.figure, ...shown, mode }, name || "") };
  }

  /** The fields of a request that say who speaks and what. */
  get figure() {
    const { speaker, avatar, speech, script, voice } = this.settings;
    const who = speaker === "avatar" ? { video_model_id: avatar } : { [`${speaker}_file_id`]: this.files[speaker].id };
    const said = speech === "audio" ? { audio_file_id: this.files.audio.id } : { script, ...voiceFields(voice) };
    return { ...who, ...said };
  }

  /** @returns the page on which to follow the work. */
  async submit(key) {
    const task = await tasks.submit(this.order, key);
    this.set("title", "");
    return `/tasks/${task.id}`;
  }

  /** Which place a refusal is about, or null. */
  blamed({ code, field }) {
    const { speaker, speech } = this.settings;
    const named = Object.keys(places).find((place) => field === `${place}_file_id`);
    if (named) return named;
    if (speech === "audio" && ["no_speech", "speech_too_long", "unreadable_audio"].includes(code)) return "audio";
    const isOfSpeaker = code?.endsWith("_source") || code?.endsWith("_driver") || code === "face_too_small";
    return isOfSpeaker && places[speaker] ? speaker : null;
  }
}

export const presenterDraft = new PresenterDraft();
