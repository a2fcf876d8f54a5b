/** What to call a task and what it is doing. */

import { isSaid, moment, percent, say, span } from "../interface/words.js";

/** Its own title, else the beginning of what is said in it. The server calls what nobody named `untitled`. */
export function titleOf(task) {
  const own = task.title === "untitled" ? "" : task.title;
  return own || opening(task.inputs?.script ?? "") || say("task.untitled", { time: moment(task.created_at) });
}

/** How a script begins, in one line. */
export function opening(script) {
  const line = script.trim().replaceAll(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}

/** Whether the work ends in a video of the library. */
export const makesVideo = ({ kind }) => ["animate_move", "animate_mix", "talking_video"].includes(kind);

/** What kind of work it is, and the quality where it has one. */
export function kindWords(task) {
  const { kind, mode } = task;
  const quality = makesVideo(task) && mode && say(`choices.mode.${mode}.name`);
  return [say(`kinds.${kind}`), quality].filter(Boolean).join(" · ");
}

/** Engines may name stages that we have no words for; those are shown as they are. */
export function stageOf({ status, stage }) {
  if (status !== "running") return say(`task.statuses.${status}`);
  if (!stage) return say("task.stages.starting");
  return isSaid(`task.stages.${stage}`) ? say(`task.stages.${stage}`) : stage.replaceAll(/[_-]/g, " ");
}

/** How far it is: a place in the queue, or a share and the time left. */
export function progressWords({ status, position, progress, eta_seconds: eta }) {
  if (status === "queued") return position > 1 ? say("task.ahead", { count: position - 1 }) : say("task.next");
  const share = percent(progress ?? 0);
  return eta > 0 ? say("task.left", { share, time: span(eta) }) : share;
}
