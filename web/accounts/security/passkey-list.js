import { moment, translate } from "../../i18n.js";
import { confirmed } from "../../interface/dialogs/confirm-dialog.js";
import { inShort } from "../../interface/messages/failures.js";
import { askForm } from "../../interface/dialogs/form-dialog.js";
import { textField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { panelRow, panel, smallButton } from "../../interface/lists/panels.js";
import * as api from "../account-api.js";
import { deviceOf } from "./devices.js";
import { createPasskey, isPossible, isRefusal, passkeyFailure } from "./passkeys.js";
import { security } from "./security.js";

/** The passkeys of the account. */
class PasskeyList extends LiveElement {
  enter() {
    this.listen(security, "change", () => this.#show());
    this.listen(this, "rename", ({ target, detail }) => this.#rename(target.closest("[data-id]").dataset.id, detail));
    this.#show();
  }

  #show() {
    const { passkeys } = security.state;
    const add = isPossible() && smallButton(translate("passkeys.add"), () => this.#add(), { drawing: "add" });
    const nothing = translate(isPossible() ? "passkeys.none" : "passkeys.impossible");
    const rows = passkeys.length > 0
      ? passkeys.map((passkey) => this.#row(passkey))
      : [el("p", { class: "hint padded" }, nothing)];
    this.replaceChildren(panel(
      { title: translate("passkeys.title"), text: translate("passkeys.text"), action: add },
      ...rows,
    ));
  }

  #row({ id, name, created_at: made, last_used_at: used }) {
    const facts = [
      translate("passkeys.made", { time: moment(made) }),
      translate(used ? "passkeys.used" : "passkeys.unused", { time: used && moment(used) }),
    ];
    const title = el("title-editor", { value: name, level: "h3" });
    const remove = smallButton(
      translate("passkeys.remove"),
      () => this.#remove(id, name),
      { name: `${translate("passkeys.remove")}: ${name}` },
    );
    const row = panelRow({ icon: "passkey", title, text: facts.join(" · "), actions: [remove] });
    row.dataset.id = id;
    return row;
  }

  /** The browser asks first, so that a name is asked only for a passkey that exists. */
  async #add() {
    try {
      const credential = await createPasskey(await api.passkeyOptions());
      const { program, system } = deviceOf(navigator.userAgent);
      const usual = [program, system].filter(Boolean).join(" · ");
      const name = { name: "name", value: usual, maxlength: "100", required: true };
      const isDone = await askForm({
        title: translate("passkeys.name"),
        text: translate("passkeys.nameText"),
        fields: [textField(translate("passkeys.label"), name)],
        submit: translate("passkeys.save"),
        send: ({ name: input }) => api.addPasskey({ name: input.value.trim(), credential }),
      });
      if (isDone) notify(translate("passkeys.added"));
      await security.load();
    } catch (error) {
      if (!isRefusal(error)) notify(inShort(passkeyFailure(error)), "problem");
    }
  }

  #rename(id, name) {
    return this.#try(() => api.renamePasskey(id, name), "rename.done");
  }

  async #remove(id, name) {
    const words = [
      translate("passkeys.removeTitle"),
      translate("passkeys.removeText", { name }),
      translate("passkeys.remove"),
    ];
    if (await confirmed(...words)) await this.#try(() => api.removePasskey(id), "passkeys.removed");
  }

  async #try(work, done) {
    try {
      await work();
      notify(translate(done));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await security.load();
  }
}

customElements.define("passkey-list", PasskeyList);
