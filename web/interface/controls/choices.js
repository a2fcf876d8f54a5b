/** Choices of one among few, as radio buttons in a look of their own. */

import { el, icon, newId } from "../markup.js";

/**
 * A row of words, one of which is on.
 * @param options `[{value, label, icon?}]`
 * @param choose hears the value.
 */
export function segments({ legend, options, value, choose }) {
  const name = newId("segments");
  const labels = options.map((option) => el(
    "label",
    {},
    radio(name, option, value, choose, "visually-hidden"),
    el("span", {}, option.icon && icon(option.icon), option.label),
  ));
  return el("fieldset", { class: "segments" }, el("legend", { class: "visually-hidden" }, legend), labels);
}

/**
 * Cards under each other, each with a line of explanation.
 * @param options `[{value, label, text, figure?, icon?}]`
 * @param choose hears the value.
 */
export function cards({ legend, options, value, choose }) {
  const name = newId("cards");
  const labels = options.map((option) => el(
    "label",
    { class: "option" },
    radio(name, option, value, choose),
    el("span", { class: "name" }, option.label, option.figure && el("span", { class: "figure" }, option.figure)),
    option.icon && icon(option.icon),
    el("span", { class: "hint" }, option.text),
  ));
  return el("fieldset", { class: "options" }, el("legend", {}, legend), labels);
}

function radio(name, option, value, choose, look) {
  const input = el("input", { type: "radio", name, value: option.value, checked: option.value === value, class: look });
  input.onchange = () => choose(option.value);
  return input;
}

/** Puts the mark where a value has changed by other means. */
export function choose(fieldset, value) {
  const input = fieldset.querySelector(`input[value="${CSS.escape(value)}"]`);
  if (input) input.checked = true;
}
