/** What every page at the door looks like: a card, and the mirror beside it. */

import { el, icon } from "../interface/markup.js";
import { isSaid, say } from "../interface/words.js";

/** @param words `{title, text, drawing}` */
export function door({ title, text, drawing }, ...content) {
  const card = el(
    "div",
    { class: "card" },
    drawing && el("div", { class: "lamp" }, icon(drawing)),
    el("h1", {}, title),
    text && el("p", { class: "lead" }, text),
    ...content,
  );
  return [card, el("vanity-mirror")];
}

/** What a sign-in service has sent the user back with. */
export function returnWords(code) {
  return say(isSaid(`door.returned.${code}`) ? `door.returned.${code}` : "door.returned.other");
}

/** Something the user should know before going on. `tone` is `problem` or `good`. */
export function notice(text, tone = "problem") {
  const drawing = icon(tone === "good" ? "check" : "warning");
  return el("p", { class: "notice", role: "status", "data-tone": tone }, drawing, el("span", {}, text));
}
