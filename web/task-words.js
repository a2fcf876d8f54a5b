/** What to call a task and what it is doing. */

import { isSaid, moment, percent, say, span } from "./words.js";

export function titleOf(task) {
  return task.title || say("task.untitled", { time: moment(task.created_at) });
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
