/** Every text, number, date and size that a person reads, in their language. */

import * as api from "./api.js";

/** The languages, each by its own name. */
export const languages = { en: "English", "zh-CN": "简体中文", ja: "日本語" };

/** Fires `change` after the language has been changed. */
export const language = new EventTarget();

const stored = "greenroom.language";
let tag = "en";
let texts = {};

export const currentLanguage = () => tag;

/** Takes the language chosen before, or the first of the browser's that we have. */
export async function startLanguage() {
  await load(localStorage.getItem(stored) ?? preferred(navigator.languages));
}

/** Changes the language, here and wherever this browser opens the page. */
export async function setLanguage(wanted) {
  localStorage.setItem(stored, wanted);
  await load(wanted);
  language.dispatchEvent(new Event("change"));
}

async function load(wanted) {
  tag = Object.hasOwn(languages, wanted) ? wanted : "en";
  texts = await api.locale(tag);
  document.documentElement.lang = tag;
}

function preferred(wished) {
  for (const wish of wished) {
    const primary = wish.split("-")[0].toLowerCase();
    const known = Object.keys(languages).find((language) => language.split("-")[0] === primary);
    if (known) return known;
  }
  return "en";
}

/**
 * The text under a dotted key. `{name}` is replaced from `values`; numbers are written as the language writes them.
 * A text with plural forms is an object of `Intl.PluralRules` categories and is chosen by `values.count`.
 */
export function translate(key, values = {}) {
  let text = lookUp(key);
  if (text && typeof text === "object") text = text[new Intl.PluralRules(tag).select(values.count)] ?? text.other;
  if (typeof text !== "string") return key;
  const full = text.replace(/\{(\w+)\}/g, (whole, name, at) => {
    const value = values[name];
    const filled = typeof value === "number" ? number(value) : (value ?? whole);
    return spaced(text[at - 1], String(filled), text[at + whole.length]);
  });
  return tag === "en" ? full : full.replace(figureAndWord, "$1\u00a0"); // a line does not end between the two
}

const figureAndWord = /(\d) (?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])/gu;

const ideograph = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;
const latin = /[\p{sc=Latin}\d]/u;

/** Chinese and Japanese put a space between their own characters and Latin ones. */
function spaced(before = "", value, after = "") {
  const left = ideograph.test(before) && latin.test(value[0] ?? "") ? " " : "";
  const right = ideograph.test(after) && latin.test(value.at(-1) ?? "") ? " " : "";
  return left + value + right;
}

export const isTranslated = (key) => lookUp(key) !== undefined;

/** The text under a key that may have none: `otherwise` is shown then. */
export const translateOr = (otherwise, key, values) => (isTranslated(key) ? translate(key, values) : otherwise);

function lookUp(key) {
  return key.split(".").reduce((branch, name) => {
    return branch && Object.hasOwn(branch, name) ? branch[name] : undefined;
  }, texts);
}

export function number(value) {
  return new Intl.NumberFormat(tag).format(value);
}

/** Several words in one line: with commas, or with what the language has in their place. */
export function listed(words) {
  return new Intl.ListFormat(tag, { type: "conjunction", style: "narrow" }).format(words);
}

/** @param fraction 0…1 */
export function percent(fraction) {
  return new Intl.NumberFormat(tag, { style: "percent" }).format(Math.floor(fraction * 100) / 100);
}

export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  const style = { style: "unit", unit: units[power], maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 };
  return new Intl.NumberFormat(tag, { ...style, unitDisplay: power === 0 ? "long" : "short" }).format(value);
}

/** A length or a place in a video: 0:04, 12:30, 1:02:03. */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** How long something takes, in one unit: 12 seconds, 3 minutes. */
export function span(seconds) {
  const unit = seconds < 90 ? "second" : seconds < 5400 ? "minute" : "hour";
  const value = Math.max(1, Math.round(seconds / { second: 1, minute: 60, hour: 3600 }[unit]));
  return new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

/** A moment, as one reads it today: the time for today, the day for earlier. */
export function moment(time) {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(tag, isToday ? { timeStyle: "short" } : { dateStyle: "medium" }).format(date);
}

/** A day without its year: 30 Nov. */
export const shortDay = (date) => new Intl.DateTimeFormat(tag, { month: "short", day: "numeric" }).format(date);

/** To the second, for logs. */
export function exactMoment(time) {
  return new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(time));
}

/** A system of writing by its ISO 15924 code: Latin, Han. */
export const writingSystem = (code) => new Intl.DisplayNames([tag], { type: "script" }).of(code);

/** A few seconds, to the tenth. */
export function seconds(value) {
  const style = { style: "unit", unit: "second", unitDisplay: "long", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(tag, style).format(value);
}

export function fullMoment(time) {
  return new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
}
