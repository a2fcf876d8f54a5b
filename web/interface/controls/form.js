/** Fields with their hints and problems, and forms that send them. */

import { translate, translateOr } from "../../i18n.js";
import { explain } from "../messages/failures.js";
import { el, icon, iconButton, newId } from "../markup.js";

/** Characters of a new password; the server asks for as many. */
const shortest = 8;

/** An input, a select or the like under its label. A problem of its own is told by `input.check`, as a sentence. */
export function field(label, input, { after, hint, beside } = {}) {
  input.id ||= newId("field");
  const { id } = input;
  input.setAttribute("aria-describedby", `${id}-hint ${id}-problem`);
  return el(
    "div",
    { class: "field" },
    el("div", { class: "label" }, el("label", { for: id }, label), beside),
    el("div", { class: "control" }, input, after),
    el("p", { class: "hint", id: `${id}-hint` }, hint),
    el("p", { class: "field-problem", id: `${id}-problem`, "aria-live": "polite" }),
  );
}

export function textField(label, attributes, options) {
  const input = el("input", { type: "text", autocomplete: "off", ...attributes });
  input.check = () => (attributes.required && !input.value.trim() ? translate("form.missing") : "");
  return field(label, input, options);
}

export function emailField(label, attributes, options) {
  const plain = { autocapitalize: "none", spellcheck: "false", inputmode: "email", required: true };
  const input = el("input", { type: "email", name: "email", ...plain, ...attributes });
  input.check = () => (input.validity.valid ? "" : translate("form.emailWrong"));
  return field(label, input, options);
}

/** A password that can be shown. `isNew` asks for one that is long enough. */
export function passwordField(label, { name = "password", isNew = false, ...attributes } = {}, options = {}) {
  const autocomplete = isNew ? "new-password" : "current-password";
  const input = el("input", { type: "password", name, required: true, autocomplete, ...attributes });
  input.check = () => {
    if (!input.value) return translate("form.passwordMissing");
    return isNew && Array.from(input.value).length < shortest ? translate("form.passwordShort") : "";
  };
  input.problem = isNew ? "new_password" : "password";
  const look = iconButton("shown", translate("form.showPassword"), { "aria-pressed": "false" });
  look.onclick = () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    look.setAttribute("aria-pressed", String(isShown));
  };
  return field(label, input, { after: look, hint: isNew && translate("form.passwordHint"), ...options });
}

/** The six figures of an authenticator app. */
export function codeField(label, options) {
  const figures = { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "7", class: "figures" };
  const input = el("input", { type: "text", name: "code", required: true, ...figures });
  input.check = () => (/^\d{6}$/.test(codeIn(input.value)) ? "" : translate("form.codeWrong"));
  return field(label, input, options);
}

/** People copy codes with the space that makes them easy to read. */
export const codeIn = (text) => text.replaceAll(/\s/g, "");

/** @param choices `[[value, label]]` */
export function selectField(label, { name, value, choices }, options) {
  const select = el("select", { name }, choices.map(([value, label]) => el("option", { value }, label)));
  select.value = value;
  return field(label, select, options);
}

/** A choice without a label of its own, above a list. */
export function filter(label, choices, choose) {
  const options = choices.map(([value, words]) => el("option", { value }, words));
  const select = el("select", { class: "choice", "aria-label": label }, options);
  select.onchange = () => choose(select.value);
  return select;
}

export function setProblem(input, text) {
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  document.getElementById(`${input.id}-problem`).textContent = text;
}

/**
 * @param plan.fields what stands in it, top to bottom.
 * @param plan.submit the words of its button; `look` and `size` are the button's.
 * @param plan.cancel what a second button does, where there shall be one.
 * @param plan.send takes the elements by name. What it throws is told at the field it is about, or above them all.
 * @param plan.judge changes an error before it is told.
 */
export function form({ fields, submit, look, size, cancel, send, judge }) {
  const button = el("button", { type: "submit", class: "button", "data-look": look, "data-size": size }, submit);
  const quit = cancel && el(
    "button",
    { type: "button", class: "button", "data-look": "quiet" },
    translate("form.cancel"),
  );
  if (quit) quit.onclick = cancel;
  const problem = el("p", { class: "problem", role: "alert" });
  const foot = quit ? el("div", { class: "actions" }, quit, button) : button;
  const sheet = el("form", { class: "form", novalidate: true }, problem, fields, foot);
  sheet.onsubmit = async (event) => {
    event.preventDefault();
    if (sheet.ariaBusy || !isFilled(sheet)) return;
    setBusy(sheet, button, true);
    try {
      await send(sheet.elements);
    } catch (error) {
      judge?.(error);
      refuse(sheet, error);
    }
    setBusy(sheet, button, false);
  };
  return sheet;
}

function isFilled(sheet) {
  sheet.querySelector(".problem").replaceChildren();
  const inputs = [...sheet.elements].filter((input) => input.check && !input.closest("[hidden]"));
  for (const input of inputs) setProblem(input, input.check());
  const wrong = inputs.find((input) => input.hasAttribute("aria-invalid"));
  wrong?.focus();
  return !wrong;
}

function setBusy(sheet, button, isBusy) {
  sheet.ariaBusy = isBusy ? "true" : null;
  button.disabled = isBusy;
}

/** At the field it is about, or above them all. */
export function refuse(sheet, error) {
  if (error.isAborted || !sheet.isConnected) return;
  const { field: name, title, advice } = explain(error);
  const input = name && sheet.elements[name];
  if (input?.id && document.getElementById(`${input.id}-problem`)) {
    setProblem(input, translateOr(translate("form.refused"), `form.problems.${input.problem ?? name}.${error.code}`));
    input.focus();
  } else {
    sheet.querySelector(".problem").replaceChildren(icon("warning"), el("span", {}, el("b", {}, title), " ", advice));
  }
}
