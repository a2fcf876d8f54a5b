/** Why a consent is not verified, in words. */

import { translate } from "../i18n.js";
import { remark } from "../interface/messages/failures.js";
import { el, icon } from "../interface/markup.js";

/** @param checks a consent's. @returns a sentence for each thing that did not pass. */
export function reasonsOf(checks) {
  const reasons = Object.values(checks ?? {}).map(({ reason }) => reason).filter(Boolean);
  return [...new Set(reasons.map(remark))];
}

/** @returns a list of what was looked at, what passed and what did not; null when nothing was looked at. */
export function checkList(checks) {
  const found = Object.entries(checks ?? {});
  if (found.length === 0) return null;
  const items = found.map(([name, { outcome, score, reason }]) => {
    const passed = outcome === "passed";
    const words = reason ? remark(reason) : translate(`consent.checks.${name}`);
    const likeness = ["voice", "face"].includes(name) && score != null && score.toFixed(2);
    return el(
      "li",
      { "data-outcome": outcome },
      icon(passed ? "check" : "warning"),
      el("span", {}, words, likeness && el("span", { class: "hint" }, ` ${likeness}`)),
    );
  });
  return el("ul", { class: "checks" }, items);
}
