/** Packs of models that let more voices speak. Fires `change`. */

import { call } from "../api.js";
import { translateOr } from "../i18n.js";
import { feed } from "../tasks/feed.js";

const routeOf = (id) => `/assets/packs/${encodeURIComponent(id)}`;

class Packs extends EventTarget {
  all = [];

  constructor() {
    super();
    feed.addEventListener("pack", ({ detail }) => this.#note(detail));
  }

  async load() {
    this.all = await call("GET", "/assets/packs");
    this.#tell();
  }

  find(id) {
    return this.all.find((pack) => pack.id === id) ?? null;
  }

  async add(id) {
    await call("POST", routeOf(id), { body: {} });
    await this.load(); // it may have failed before the answer came
  }

  async remove(id) {
    await call("DELETE", routeOf(id));
    await this.load();
  }

  /** A pack that is there now is looked at anew. */
  #note({ pack: id, work }) {
    const pack = this.find(id);
    if (!pack) return;
    this.#replace({ ...pack, work });
    if (!work) this.load().catch(() => {}); // the next visit asks again
  }

  #replace(pack) {
    this.all = this.all.map((each) => (each.id === pack.id ? pack : each));
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

export const packs = new Packs();

/** As the reader calls it. @param pack what the server tells of it, or its id. */
export const packName = (pack) => translateOr(pack.title ?? pack, `packs.names.${pack.id ?? pack}`);
