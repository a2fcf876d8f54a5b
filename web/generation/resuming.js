/** Where a task was put together, and how its material is taken up there again. */

import * as api from "../api.js";
import { idOfModel } from "../models/voices.js";
import { presenterDraft } from "./presenter-draft.js";
import { speechDraft } from "./speech-draft.js";
import { studioDraft } from "./studio-draft.js";

const rooms = {
  animate_move: { name: "studio", path: "/studio", icon: "studio" },
  animate_mix: { name: "studio", path: "/studio", icon: "studio" },
  talking_video: { name: "presenter", path: "/presenter", icon: "presenter" },
  speech: { name: "voices", path: "/voices", icon: "voices" },
  voice_clone: { name: "voices", path: "/voices/mine", icon: "voices" },
  avatar_training: { name: "avatars", path: "/avatars", icon: "avatars" },
};

export const roomOf = ({ kind }) => rooms[kind] ?? rooms.animate_move;

/** Puts a task's material back where it was chosen. @returns the page. */
export async function takeUp(task) {
  const { kind, mode, inputs } = task;
  if (kind === "animate_move" || kind === "animate_mix") {
    await restore(studioDraft, inputs);
    studioDraft.set("recipe", kind.replace("_", "-"));
    studioDraft.set("mode", mode);
  }
  if (kind === "talking_video") {
    await restore(presenterDraft, inputs);
    takeUpSpeaker(inputs);
    takeUpVoice(presenterDraft, inputs);
    presenterDraft.set("speech", inputs.audio_file_id ? "audio" : "script");
    presenterDraft.set("mode", mode);
  }
  if (kind === "speech") takeUpVoice(speechDraft, inputs);
  return roomOf(task).path;
}

async function restore(draft, inputs) {
  const find = async (place) => {
    const id = inputs?.[`${place}_file_id`];
    const file = id && (await api.file(id).catch(() => null));
    if (file) draft.reuse(place, file);
  };
  await Promise.all(Object.keys(draft.places).map(find));
}

function takeUpSpeaker({ video_model_id: avatar, video_file_id: clip }) {
  if (avatar) presenterDraft.set("avatar", avatar);
  presenterDraft.set("speaker", avatar ? "avatar" : clip ? "video" : "image");
}

/** The server tells only how a long script begins: that must not take the place of the whole. */
const isCut = (script) => Array.from(script).length >= 300;

function takeUpVoice(draft, { script, voice, voice_model_id: model }) {
  if (script && !isCut(script)) draft.set("script", script);
  if (model || voice) draft.set("voice", model ? idOfModel({ id: model }) : voice);
}
