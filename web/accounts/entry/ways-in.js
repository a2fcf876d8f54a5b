/** The ways to sign in that the server offers. */

import { session } from "../../session.js";
import * as api from "../account-api.js";

class WaysIn {
  #known = null;

  /** The server's answer, asked once. */
  async load() {
    this.#known ??= await api.waysIn();
    return this.#known;
  }

  /** Whether nobody has an account yet. */
  get isSetUpNeeded() {
    return Boolean(this.#known?.setup_needed);
  }

  /** Whether a new account takes an invitation. */
  get isClosed() {
    return this.#known?.registration === "closed";
  }

  /** Something has changed: the next to ask asks the server. */
  forget() {
    this.#known = null;
  }
}

export const waysIn = new WaysIn();

session.addEventListener("change", () => waysIn.forget());
