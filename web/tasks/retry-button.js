import * as api from "../api.js";
import { translate } from "../i18n.js";
import { el, icon } from "../interface/markup.js";

/** A button that tries a task again; it says the price once that is known. */
export function retryButton(task, attributes = {}) {
  const words = el("span", {}, translate("task.retry"));
  const button = el("button", { type: "button", class: "button", ...attributes }, icon("retry"), words);
  priceOf(task).then((credits) => {
    if (credits > 0) words.append(` · ${translate("estimate.credits", { count: credits })}`);
  });
  return button;
}

/** Without an answer nothing is said: the server refuses what cannot be paid. */
async function priceOf(task) {
  try {
    return (await api.estimateRetry(task)).credits;
  } catch {
    return 0;
  }
}
