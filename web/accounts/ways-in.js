/** How one comes into this house, as the server tells it. */

import * as api from "./account-api.js";

const plain = { providers: [{ id: "password", name: "", kind: "password" }], registration: "open" };

class WaysIn {
  #known = null;

  /** The server's answer, asked once. A server that does not tell has at least the password. */
  async load() {
    try {
      this.#known ??= { ...plain, ...(await api.waysIn()) };
    } catch (error) {
      if (error.status === 0) throw error;
      this.#known = plain;
    }
    return this.#known;
  }

  /** Whether nobody has an account yet. */
  get isSetUpNeeded() {
    return Boolean(this.#known?.setup_needed);
  }

  /** Something has changed: the next who asks asks the server. */
  forget() {
    this.#known = null;
  }
}

export const waysIn = new WaysIn();
