/** What a notice says, and where it leads. */

import { translate } from "../i18n.js";
import { pageOf } from "../tasks/task-words.js";

const title = ({ title: own }) => (own === "untitled" ? translate("notifications.untitled") : own);

export const words = (notice) => translate(`notifications.kinds.${notice.kind}`, { title: title(notice) });

export function pathOf({ task_id: task }) {
  return task ? `/tasks/${encodeURIComponent(task)}` : "/settings/webhooks";
}

export const drawingOf = ({ task_kind: kind }) => (kind ? pageOf({ kind }).icon : "link");
