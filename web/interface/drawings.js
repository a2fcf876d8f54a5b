/** Puts the drawings of `icons.svg` on the page, so that they are there whatever happens to the connection later. */

import * as api from "../api.js";

export async function loadDrawings() {
  try {
    const file = new DOMParser().parseFromString(await api.icons(), "image/svg+xml");
    const sprite = document.importNode(file.documentElement, true);
    for (const symbol of sprite.querySelectorAll("symbol")) symbol.id = `icon-${symbol.id}`;
    sprite.setAttribute("class", "sprite");
    sprite.setAttribute("aria-hidden", "true");
    document.body.prepend(sprite);
  } catch {
    api.connection.addEventListener("restored", loadDrawings, { once: true });
  }
}
