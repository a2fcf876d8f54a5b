/** Turns what went wrong into words: what happened, and what to do about it. */

import { isTranslated, span, translate, translateOr } from "../i18n.js";

/**
 * @param error an `ApiError`, or the `error` of a task.
 * @returns `{code, field, title, advice}`. `advice` is the server's own sentence where we have none of ours.
 */
export function explain(error) {
  const details = error.details ?? {};
  const code = [details.reason, details.code, error.code].find((name) => name && isTranslated(`failures.${name}`));
  const field = details.field ?? null;
  if (!code) return {
    code: error.code,
    field,
    title: error.message || translate("failures.INTERNAL.title"),
    advice: "",
  };

  const wait = error.retryAfter ? span(error.retryAfter) : translate("failures.aMoment");
  const advice = translateOr(error.message ?? "", `failures.${code}.advice`, { wait });
  return { code, field, title: translate(`failures.${code}.title`), advice };
}

/** One sentence, for a notice. */
export function inShort(error) {
  const { title, advice } = explain(error);
  return advice ? `${title} ${advice}` : title;
}
