/** Lists that say when they cannot be loaded, and load once the server answers again. */

import { connection } from "../../api.js";
import { translate } from "../../i18n.js";
import { explain, inShort } from "../messages/failures.js";
import { el, icon } from "../markup.js";
import { notify } from "../messages/notices.js";

/**
 * Loads something into a place. Where that fails, the reason and a button stand there instead.
 * @param element whose leaving ends it; `place` is emptied for the reason.
 * @param load shows what it has loaded. It may be called again.
 */
export async function loadInto(element, place, load) {
  try {
    await load();
  } catch (error) {
    if (!error.isAborted && element.isConnected) showFailure(element, place, load, explain(error));
  }
}

/** The button below a list that has more to show. */
export function moreButton(load) {
  const look = { type: "button", class: "button", "data-look": "quiet", hidden: true };
  const button = el("button", look, translate("list.more"));
  button.onclick = async () => {
    button.disabled = true;
    await load().catch((error) => notify(inShort(error), "problem"));
    button.disabled = false;
  };
  return button;
}

function showFailure(element, place, load, { title, advice }) {
  const ended = new AbortController();
  const again = () => {
    ended.abort();
    place.replaceChildren();
    loadInto(element, place, load);
  };
  const signal = AbortSignal.any([ended.signal, element.leaving]);
  connection.addEventListener("restored", again, { once: true, signal });
  const look = { type: "button", class: "button", "data-look": "quiet", onclick: again };
  const button = el("button", look, icon("retry"), translate("list.retry"));
  const data = { icon: "unplugged", title: translate("list.failed"), text: `${title} ${advice}`.trim() };
  const state = el("empty-state", { data, role: "alert" }, button);
  place.replaceChildren(place.matches("ul") ? el("li", {}, state) : state);
  place.removeAttribute("aria-busy");
}
