/** What to call a task and what it is doing. */

import { moment, percent, span, translate, translateOr } from "../i18n.js";

/** Its own title, else the beginning of what is said in it. The server calls what nobody named `untitled`. */
export function titleOf(task) {
  const own = task.title === "untitled" ? "" : task.title;
  return own || opening(task.inputs?.script ?? "") || translate("task.untitled", { time: moment(task.created_at) });
}

/** How a script begins, in one line. */
export function opening(script) {
  const line = script.trim().replaceAll(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}

const pages = {
  animate_move: { name: "studio", path: "/studio", icon: "studio" },
  animate_mix: { name: "studio", path: "/studio", icon: "studio" },
  talking_video: { name: "presenter", path: "/presenter", icon: "presenter" },
  film: { name: "film", path: "/film", icon: "film" },
  speech: { name: "voices", path: "/voices", icon: "voices" },
  voice_clone: { name: "voices", path: "/voices/mine", icon: "voices" },
  avatar_training: { name: "avatars", path: "/avatars", icon: "avatars" },
};

/** The page on which tasks of this kind are started. */
export const pageOf = ({ kind }) => pages[kind];

/** Whether the task ends in a video of the library. */
export const makesVideo = ({ kind }) => ["animate_move", "animate_mix", "talking_video", "film"].includes(kind);

/** What kind of work it is, and the quality where it has one. */
export function kindWords(task) {
  const { kind, mode } = task;
  const quality = makesVideo(task) && mode && translate(`choices.mode.${mode}.name`);
  return [translate(`kinds.${kind}`), quality].filter(Boolean).join(" · ");
}

/** From here on no time is told: what is left takes as long as it takes. */
const nearlyDone = 0.99;

/** A film that waits for its scenes is under way for those who wait for it. */
export const isMaking = ({ status, stage }) => status === "queued" && stage === "making_scenes";

/** Engines may name stages that we have no words for; those are shown as they are. */
export function stageOf({ status, stage, progress }) {
  if (isMaking({ status, stage })) return translate("task.stages.making_scenes");
  if (status !== "running") return translate(`task.statuses.${status}`);
  if (!stage) return translate("task.stages.starting");
  if (progress >= nearlyDone) return translate("task.stages.finishing");
  return translateOr(stage.replaceAll(/[_-]/g, " "), `task.stages.${stage}`);
}

/** How far it is: a place in the queue, or a share and the time left. */
export function progressWords({ status, stage, position, progress, eta_seconds: eta, scenes }) {
  if (isMaking({ status, stage })) {
    const done = scenes.filter((scene) => scene.status === "succeeded").length;
    return translate("task.scenesDone", { done: String(done), all: String(scenes.length) });
  }
  if (status === "queued" && stage === "awaiting_consent") return translate("task.stages.awaiting_consent");
  if (status === "queued" && position > 1) return translate("task.ahead", { count: position - 1 });
  if (status === "queued") return translate("task.next");
  const share = percent(progress ?? 0);
  return eta > 0 && progress < nearlyDone ? translate("task.left", { share, time: span(eta) }) : share;
}
