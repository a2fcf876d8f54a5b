/** Why a consent is not verified, in words. */

import { isTranslated, translate } from "../i18n.js";
import { el, icon } from "../interface/markup.js";

/** @param checks a consent's. @returns a sentence for each thing that did not pass. */
export function reasonsOf(checks) {
  const reasons = Object.values(checks ?? {}).map(({ reason }) => reason?.code).filter(Boolean);
  const known = [...new Set(reasons)].filter((code) => isTranslated(`consent.reasons.${code}`));
  return known.map((code) => translate(`consent.reasons.${code}`));
}

/** @returns a list of what was found, what passed and what did not; null when nothing was looked at. */
export function checkList(checks) {
  const found = Object.entries(checks ?? {});
  if (found.length === 0) return null;
  const items = found.map(([name, { outcome, score, reason }]) => {
    const passed = outcome === "passed";
    const words = passed ? translate(`consent.checks.${name}`) : wordsOf(name, reason);
    return el(
      "li",
      { "data-outcome": outcome },
      icon(passed ? "check" : "warning"),
      el("span", {}, words, passed ? shown(name, score) : null),
    );
  });
  return el("ul", { class: "checks" }, items);
}

function wordsOf(name, reason) {
  const key = `consent.reasons.${reason?.code}`;
  return isTranslated(key) ? translate(key) : translate(`consent.open.${name}`);
}

/** Likeness is told as a number beside the words. */
function shown(name, score) {
  if (!["voice", "face"].includes(name) || score == null) return null;
  return el("span", { class: "hint" }, ` ${score.toFixed(2)}`);
}
