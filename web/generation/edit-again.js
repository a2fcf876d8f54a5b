/** Puts the inputs of a task back into the draft that they came from. */

import * as api from "../api.js";
import { translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { idOfModel } from "../models/voices.js";
import { pageOf } from "../tasks/task-words.js";
import { filmDraft } from "./film-draft.js";
import { presenterDraft } from "./presenter-draft.js";
import { speechDraft } from "./speech-draft.js";
import { studioDraft } from "./studio-draft.js";

/** @returns the page on which the task can be changed, or null when its place was to stay as it is. */
export async function editAgain(task) {
  const { kind, mode, inputs } = task;
  if (kind === "animate_move" || kind === "animate_mix") {
    await restore(studioDraft, inputs);
    studioDraft.set("recipe", kind.replace("_", "-"));
    studioDraft.set("mode", mode);
  }
  if (kind === "talking_video") {
    await restore(presenterDraft, inputs);
    setSpeaker(inputs);
    setVoice(presenterDraft, inputs);
    presenterDraft.set("speech", inputs.audio_file_id ? "audio" : "script");
    presenterDraft.set("mode", mode);
  }
  if (kind === "speech") setVoice(speechDraft, inputs);
  if (kind === "film" && !(await takeFilm(task))) return null;
  return pageOf(task).path;
}

/** The film that is being put together gives way only where its owner agrees. */
async function takeFilm({ id }) {
  const order = await api.filmOrder(id);
  if (filmDraft.state === "loading") await filmDraft.load();
  const words = ["film.replaceTitle", "film.replaceText", "film.replaceYes"];
  if (filmDraft.isBegun && !(await confirmed(...words.map((key) => translate(key))))) return false;
  await filmDraft.take(order);
  return true;
}

async function restore(draft, inputs) {
  const find = async (place) => {
    const id = inputs?.[`${place}_file_id`];
    const file = id && (await api.file(id).catch(() => null));
    if (file) draft.reuse(place, file);
  };
  await Promise.all(Object.keys(draft.places).map(find));
}

function setSpeaker({ video_model_id: avatar, video_file_id: clip }) {
  if (avatar) presenterDraft.set("avatar", avatar);
  presenterDraft.set("speaker", avatar ? "avatar" : clip ? "video" : "image");
}

/** The server sends only the beginning of a long script, which must not replace the whole. */
const isCut = (script) => Array.from(script).length >= 300;

function setVoice(draft, { script, voice, voice_model_id: model }) {
  if (script && !isCut(script)) draft.set("script", script);
  if (model || voice) draft.set("voice", model ? idOfModel({ id: model }) : voice);
}
