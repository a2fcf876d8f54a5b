import * as api from "../api.js";
import { listed, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { mirrorName } from "../interface/mirror-name.js";

/** Where the bytes of a file are, on a server that has mirrors; `data-id` names the file. */
class CopyPlaces extends LiveElement {
  async enter() {
    // Nobody misses this where it cannot be told.
    const copies = await api.copies(this.dataset.id).catch(() => null);
    if (!copies || !this.isConnected) return;
    const places = copies.mirrors.filter(({ status }) => status !== "leaving").map(place);
    if (places.length === 0) return;
    if (copies.on_disk) places.unshift(translate("storage.disk"));
    this.textContent = translate("result.copies", { places: listed(places) });
  }
}

function place({ mirror, status }) {
  const name = mirrorName(mirror);
  return status === "copied" ? name : translate("result.copying", { place: name });
}

customElements.define("copy-places", CopyPlaces);
