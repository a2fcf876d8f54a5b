/** Who is using the app. Fires `change` when somebody signs in or out, and `ended` before it when the server did it. */

import * as api from "../api.js";

class Session extends EventTarget {
  /** Null while nobody is signed in. */
  user = null;

  /** Finds out whether the browser still has a session. Without an answer from the server that stays unknown. */
  async start() {
    try {
      this.#become(await api.me());
    } catch (error) {
      if (error.status !== 401) throw error;
    }
  }

  async register(fields) {
    this.#become(await api.register(fields));
  }

  async signIn(fields) {
    this.#become(await api.login(fields));
  }

  async signOut() {
    await api.logout();
    this.#become(null);
  }

  /** Forgets the user after the server has. */
  end() {
    if (!this.user) return;
    this.dispatchEvent(new Event("ended"));
    this.#become(null);
  }

  #become(user) {
    this.user = user;
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();

api.access.addEventListener("ended", () => session.end());
