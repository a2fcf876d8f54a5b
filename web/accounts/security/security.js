/** How the account is protected, as last heard. Fires `change`. */

import { inShort } from "../../interface/messages/failures.js";
import { notify } from "../../interface/messages/notices.js";
import * as api from "../account-api.js";

class Security extends EventTarget {
  /** `{has_password, totp, recovery_codes_left, passkeys, email_verified}`, or null until it is known. */
  state = null;

  async load() {
    try {
      this.state = await api.security();
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  forget() {
    this.state = null;
  }
}

export const security = new Security();
