/** The pieces that settings are made of: a panel with a heading, and lines in it. */

import { inShort } from "../messages/failures.js";
import { el, icon } from "../markup.js";
import { notify } from "../messages/notices.js";

/** @param head `{title, text, action, tone}`; `tone` is `danger` where something may be lost. */
export function panel({ title, text, action, tone }, ...content) {
  const words = el("div", { class: "words" }, el("h2", {}, title), text && el("p", { class: "hint" }, text));
  return el("section", { class: "panel", "data-tone": tone }, el("header", {}, words, action), ...content);
}

/** @param parts `{icon, title, note, text, actions}`; `note` is a chip or a tag beside the title. */
export function panelRow({ icon: drawing, title, note, text, actions = [] }) {
  return el(
    "div",
    { class: "panel-row" },
    drawing && el("span", { class: "mark" }, icon(drawing)),
    el(
      "div",
      { class: "text" },
      el("p", { class: "name" }, typeof title === "string" ? el("b", {}, title) : title, note),
      text && el("p", { class: "hint" }, text),
    ),
    el("div", { class: "acts" }, actions),
  );
}

/** A chip as those of tasks: `good`, `wait`, `bad` or plain. */
export function chip(text, tone) {
  const status = { good: "succeeded", wait: "running", bad: "failed" }[tone];
  return el("span", { class: "chip", "data-status": status }, text);
}

/** A word among others, quieter than a chip. */
export const tag = (text) => el("span", { class: "tag", "data-tone": "plain" }, text);

/** A small button. `act` gets it and may take its time; what it throws is shown. `name` tells it from its like. */
export function smallButton(label, act, { look = "quiet", drawing, name } = {}) {
  const attributes = { type: "button", class: "button", "data-look": look, "data-size": "small", "aria-label": name };
  const button = el("button", attributes, drawing && icon(drawing), label);
  button.onclick = async () => {
    button.disabled = true;
    await Promise.resolve(act(button)).catch((error) => notify(inShort(error), "problem"));
    button.disabled = false;
  };
  return button;
}
