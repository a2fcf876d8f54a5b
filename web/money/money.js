/** What the user has to spend, for every part of the app that shows it. Fires `change`, and `moved` when that may be because of money. */

import { oneAtATime } from "../interface/one-at-a-time.js";
import { session } from "../session.js";
import * as api from "./money-api.js";

class Money extends EventTarget {
  /** As the server tells it; null until it has. */
  state = null;

  /** Whether anything is sold here. Where it is not, nothing of money is seen. */
  get isSold() {
    return this.state?.billing === "on";
  }

  /** Whether minutes are counted. */
  get isCounted() {
    return ["on", "quota"].includes(this.state?.billing);
  }

  /** Without an answer it stays as it was: whoever needs it exactly asks themselves. */
  load = oneAtATime(async () => {
    if (!session.user) return;
    try {
      this.state = await api.credits();
      this.dispatchEvent(new Event("change"));
    } catch {
      // The next change asks again.
    }
  });

  /** Something was bought, changed or given back: whoever shows what was, asks anew. */
  async moved() {
    this.dispatchEvent(new Event("moved"));
    await this.load();
  }

  forget() {
    this.state = null;
    this.dispatchEvent(new Event("change"));
  }
}

export const money = new Money();
