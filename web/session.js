/** Who is signed in. Fires `change` on sign-in and sign-out, `update` on changes, `ended` when the server ended it. */

import * as api from "./api.js";
import { currentLanguage } from "./i18n.js";

class Session extends EventTarget {
  /** Null while nobody is signed in. */
  user = null;
  /** The app's other pages in this browser, which share the sign-in; each is told whose it has become. */
  #others = new BroadcastChannel("session");

  constructor() {
    super();
    this.#others.onmessage = ({ data: id }) => this.#hear(id);
  }

  /** Finds out whether the browser still has a session. Without an answer from the server that stays unknown. */
  async start() {
    try {
      this.#become(await api.me());
    } catch (error) {
      if (error.status !== 401) throw error;
    }
  }

  async register(fields) {
    const user = await api.enter("/auth/register", fields);
    await api.saveSettings({ language: currentLanguage(), country: null }).catch(() => {}); // letters come in it
    this.#become(user);
    this.#tell();
  }

  /** @param route `/auth/login` or what else signs in. */
  async signIn(route, fields) {
    this.#become(await api.enter(route, fields));
    this.#tell();
  }

  async signOut() {
    await api.logout();
    this.#become(null);
    this.#tell();
  }

  /** Takes over what the user changed about the account. */
  update(user) {
    this.user = { ...this.user, ...user };
    this.dispatchEvent(new Event("update"));
  }

  /** The account was deleted, and the session with it. */
  leave() {
    this.#become(null);
    this.#tell();
  }

  /** Forgets the user after the server has. */
  end() {
    if (!this.user) return;
    this.dispatchEvent(new Event("ended"));
    this.#become(null);
  }

  #tell() {
    this.#others.postMessage(this.user?.id ?? null);
  }

  /** What is shown is somebody else's now, or nobody's. */
  #hear(id) {
    if (!this.user || this.user.id === id) return;
    if (id) location.reload();
    else this.#become(null);
  }

  #become(user) {
    this.user = user;
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();

api.access.addEventListener("ended", () => session.end());
