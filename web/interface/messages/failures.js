/** Turns what went wrong into words: what happened, and what to do about it. */

import {
  clock, currentLanguage, isTranslated, percent, seconds, size, span, translate, translateOr, writingSystem,
} from "../../i18n.js";

/**
 * @param error an `ApiError`, or the `error` of a task.
 * @returns `{code, field, title, advice}`, and the `scene` of a film that it is about, from 1.
 */
export function explain(error) {
  const { reason, field = null, values = error.values } = error.details ?? {};
  const code = [reason, error.code].find((name) => name && isTranslated(`failures.${name}`)) ?? error.code;
  const title = translateOr(ownWords(error) || translate("failures.INTERNAL.title"), `failures.${code}.title`);
  const wait = error.retryAfter ? span(error.retryAfter) : translate("failures.aMoment");
  const exact = measured(code, values ?? {}) ?? (isTranslated(`failures.${code}.measured`) && ownWords(error));
  const advice = exact || translateOr(ownWords(error), `failures.${code}.advice`, { wait });
  const { scene } = values ?? {};
  const whole = scene ? translate("film.ofScene", { scene: translate("film.scene", { number: String(scene) }), title }) : title;
  return { code, field, scene, title: whole, advice: advice === title ? "" : advice };
}

/** One sentence, for a notice. */
export function inShort(error) {
  const { title, advice } = explain(error);
  return advice ? `${title} ${advice}` : title;
}

/** A remark of a check, in the reader's language; an engine of somebody's own says it in its author's. */
export function remark({ code, message, values }) {
  const otherwise = message || translate("warnings.other");
  return code === "other" ? otherwise : translateOr(otherwise, `warnings.${code}`, readable(values));
}

/** Why an engine cannot work. @param reason `{code, message, values}`. */
export const complaint = ({ code, message, values }) => {
  return translateOr(message, `engines.complaints.${code}`, readable(values));
};

/** What is wrong in a manifest. */
export const mistake = ({ code, message, values }) => {
  return translateOr(message, `engines.mistakes.${code}`, readable(values));
};

/** The server's own sentence is English, and shown to those who read English only; what others wrote stays as it is. */
const ownWords = (error) => (currentLanguage() === "en" || isForeign(error) ? (error.message ?? "") : "");

/** Whether only an engine of somebody's own can have said it: all codes of ours have words. */
function isForeign({ code, details }) {
  const name = details ? code === "VALIDATION_ERROR" && details.reason : code;
  return Boolean(name) && !isTranslated(`failures.${name}`);
}

/** The advice with the figures that the server measured, if all of them are known. */
function measured(code, values) {
  const figures = readable(values);
  const variants = ["limit", "used", "room", "pixels", "share", "length", "level", "range", "noise", "needed"];
  const texts = variants.map((variant) => translateOr("", `failures.${code}.measured.${variant}`, figures));
  return texts.find((text) => text && !/\{\w+\}/.test(text)) ?? null;
}

const formats = {
  bytes: size,
  clock: (value) => clock(value * 1000),
  seconds,
  percent,
  system: writingSystem,
  pack: (id) => translateOr(id, `packs.names.${id}`),
};

/** A value is written as the end of its name says: `free_bytes`, `limit_clock`, `share_percent`. */
function readable(values = {}) {
  const written = ([name, value]) => [name, formats[name.split("_").at(-1)]?.(value) ?? value];
  return Object.fromEntries(Object.entries(values).map(written));
}
