/** Turns what went wrong into words: what happened, and what to do about it. */

import { isSaid, say, span } from "./words.js";

/**
 * @param error an `ApiError`, or the `error` of a task.
 * @returns `{code, field, title, advice}`. `advice` is the server's own sentence where we have none of ours.
 */
export function explain(error) {
  const details = error.details ?? {};
  const code = [details.reason, details.code, error.code].find((name) => name && isSaid(`failures.${name}`));
  const field = details.field ?? null;
  if (!code) return { code: error.code, field, title: error.message || say("failures.INTERNAL.title"), advice: "" };

  const wait = error.retryAfter ? span(error.retryAfter) : say("failures.aMoment");
  const advice = isSaid(`failures.${code}.advice`) ? say(`failures.${code}.advice`, { wait }) : (error.message ?? "");
  return { code, field, title: say(`failures.${code}.title`), advice };
}

/** One sentence, for a notice. */
export function inShort(error) {
  const { title, advice } = explain(error);
  return advice ? `${title} ${advice}` : title;
}
