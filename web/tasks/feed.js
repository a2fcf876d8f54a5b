/**
 * Live events of the user's tasks, of packs, orders and webhooks. Fires `progress`, `status`, `log`, `pack`, `order`,
 * `delivery` and `notices` with the server's object as detail, `open` each time the connection stands, and `change` when `isLost` changes.
 */

import * as api from "../api.js";
import { session } from "../session.js";

const longestPause = 15_000;

class Feed extends EventTarget {
  /** Whether the connection is gone and being tried again. */
  isLost = false;
  #source = null;
  #pause = 1000;
  #timer = null;

  open() {
    this.close();
    this.#source = api.openEvents();
    this.#source.onopen = () => {
      this.#pause = 1000;
      this.#setLost(false);
      this.dispatchEvent(new Event("open"));
    };
    this.#source.onerror = () => this.#onError();
    for (const name of ["progress", "status", "log", "pack", "order", "delivery", "notices"]) {
      this.#source.addEventListener(name, (event) => {
        this.dispatchEvent(new CustomEvent(name, { detail: api.readJSON(event.data) }));
      });
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#setLost(false);
  }

  /** A browser reconnects by itself after a cut, but gives up on an answer other than 200: then it is on us. */
  #onError() {
    this.#setLost(true);
    if (this.#source.readyState !== EventSource.CLOSED) return;
    this.#timer = setTimeout(() => this.#comeBack(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, longestPause);
  }

  async #comeBack() {
    try {
      await api.me(); // renews a session that ran out
    } catch {
      if (!session.user) return;
    }
    if (this.#source) this.open();
  }

  #setLost(isLost) {
    if (this.isLost === isLost) return;
    this.isLost = isLost;
    this.dispatchEvent(new Event("change"));
  }
}

export const feed = new Feed();
