import { number, translate } from "../../i18n.js";
import { field, form, passwordField, textField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import * as api from "../account-api.js";
import { notice } from "./entry-card.js";

/** How long between two looks at a server that checks a backup or starts again. */
const pause = 1000;

/** Makes a server without accounts the one that a backup was made of. */
class SetupRestore extends LiveElement {
  #state = null;

  enter() {
    // The first question makes the file with the code.
    api.restoreStanding("").catch(() => {});
    this.#state = el("div", { role: "status" });
    const code = textField(
      translate("entry.restore.code"),
      { name: "code", required: true, spellcheck: "false", autocapitalize: "characters" },
      { hint: translate("entry.restore.codeHint") },
    );
    const file = el("input", { type: "file", name: "file" });
    const address = textField(
      translate("entry.restore.address"),
      { name: "address", placeholder: translate("entry.restore.addressHint"), spellcheck: "false" },
    );
    const passphrase = passwordField(
      translate("entry.restore.passphrase"),
      { name: "passphrase", autocomplete: "off", required: false },
      { hint: translate("entry.restore.passphraseHint") },
    );
    passphrase.querySelector("input").check = () => "";
    file.check = () => {
      const named = address.querySelector("input").value.trim();
      return named || file.files.length > 0 ? "" : translate("entry.restore.nothing");
    };
    const sheet = form({
      fields: [code, field(translate("entry.restore.file"), file), address, passphrase],
      submit: translate("entry.restore.submit"),
      size: "large",
      send: (elements) => this.#send(elements),
    });
    this.replaceChildren(this.#state, sheet);
  }

  async #send(elements) {
    const code = elements.code.value.trim();
    const order = { address: elements.address.value.trim() || null, passphrase: elements.passphrase.value || null };
    this.#state.replaceChildren();
    await api.restoreStanding(code); // a wrong one is told before a large file leaves
    if (!order.address) {
      const whole = elements.file.files[0];
      const onProgress = (sent) => {
        this.#say(translate("entry.restore.uploading", { percent: number(Math.floor((100 * sent) / whole.size)) }));
      };
      try {
        await api.uploadBackup(code, whole, { signal: this.leaving, onProgress });
      } catch (error) {
        this.#state.replaceChildren();
        throw error;
      }
    }
    await api.restoreBackup(code, order);
    this.#say(translate("entry.restore.checking"));
    await this.#follow(code);
  }

  /** Until the server has become the other one, or says why not. */
  async #follow(code) {
    let isAway = false;
    while (this.isConnected) {
      await new Promise((done) => setTimeout(done, pause));
      let standing = null;
      try {
        standing = await api.restoreStanding(code);
      } catch (error) {
        // A server that is away starts again; one that is set up has done so.
        if (error.details?.reason === "already_set_up") return location.assign("/signin");
        isAway = true;
      }
      if (standing?.status === "failed") return this.#fail(standing.reason);
      if (standing?.status === "idle" && isAway) return this.#fail("");
      if (isAway || standing?.status === "restarting") this.#say(translate("entry.restore.restarting"));
    }
  }

  #say(text) {
    this.#state.replaceChildren(notice(text, "good"));
  }

  #fail(reason) {
    this.#state.replaceChildren(notice([translate("entry.restore.failed"), reason].filter(Boolean).join(": ")));
  }
}

customElements.define("setup-restore", SetupRestore);
