/** Who is using the app. Fires `change` when somebody signs in or out, and `ended` before it when the server did it. */

import * as api from "../api.js";
import * as accountApi from "./account-api.js";
import { currentLanguage } from "../interface/words.js";
import { waysIn } from "./ways-in.js";

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
    this.#become(await accountApi.register(fields));
    accountApi.saveSettings({ language: currentLanguage(), country: null }).catch(() => {}); // for mails
  }

  async signIn(fields) {
    this.#become(await accountApi.login(fields));
  }

  /** @param fields `{ticket, code}` or `{ticket, recovery_code}`. */
  async confirm(fields) {
    this.#become(await accountApi.confirmSecondFactor(fields));
  }

  /** @param fields `{credential, ticket?}`. */
  async signInByPasskey(fields) {
    this.#become(await accountApi.loginByPasskey(fields));
  }

  async signOut() {
    await api.logout();
    this.#become(null);
  }

  /** Takes over what the user changed about the account. */
  update(user) {
    this.user = { ...this.user, ...user };
    this.dispatchEvent(new Event("update"));
  }

  /** The account is gone, and the session with it. */
  leave() {
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
    waysIn.forget();
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();

api.access.addEventListener("ended", () => session.end());
