/** How every page before signing in looks: a card with a drawing beside it. */

import { translate, translateOr } from "../../i18n.js";
import { el, icon } from "../../interface/markup.js";

/** @param words `{title, text, drawing}` */
export function entryCard({ title, text, drawing }, ...content) {
  const card = el(
    "div",
    { class: "card" },
    drawing && el("div", { class: "emblem" }, icon(drawing)),
    el("h1", {}, title),
    text && el("p", { class: "lead" }, text),
    ...content,
  );
  return [card, el("portrait-drawing")];
}

/** What a sign-in service has sent the user back with. */
export function returnMessage(code) {
  return translateOr(translate("entry.returned.other"), `entry.returned.${code}`);
}

/** Something the user should know before going on. `tone` is `problem` or `good`. */
export function notice(text, tone = "problem") {
  const drawing = icon(tone === "good" ? "check" : "warning");
  return el("p", { class: "notice", role: "status", "data-tone": tone }, drawing, el("span", {}, text));
}
