import { exactMoment, listed, moment, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { panel, panelRow, smallButton, tag } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

/** The open invitations, and the way to make another. */
class InvitationList extends LiveElement {
  #rows = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    const action = smallButton(translate("invitations.add"), () => this.#invite(), { drawing: "add" });
    const head = { title: translate("invitations.title"), text: translate("invitations.text"), action };
    this.replaceChildren(panel(head, this.#rows));
    this.#load();
  }

  #load() {
    return loadInto(this, this.#rows, async () => {
      const { items } = await api.invitations({ limit: 100 });
      const none = el("p", { class: "hint padded" }, translate("invitations.empty"));
      this.#rows.replaceChildren(...(items.length > 0 ? items.map((each) => this.#row(each)) : [none]));
    });
  }

  #row({ id, note, role, created_by: by, created_at: made, expires_at: expires }) {
    const title = note || translate("invitations.unnamed");
    const facts = [
      by?.email && translate("invitations.by", { name: by.email }),
      translate("invitations.until", { time: moment(expires) }),
    ];
    const told = listed([note, exactMoment(made)].filter(Boolean)); // notes may be alike, or missing
    const name = translate("invitations.revokeOf", { name: told });
    const revoke = smallButton(translate("invitations.revoke"), () => this.#revoke(id), { name });
    const text = facts.filter(Boolean).join(" · ");
    return panelRow({ icon: "mail", title, note: tag(translate(`users.roles.${role}`)), text, actions: [revoke] });
  }

  async #invite() {
    await el("invitation-maker").ask();
    await this.#load();
  }

  async #revoke(id) {
    await api.revokeInvitation(id);
    notify(translate("invitations.revoked"));
    await this.#load();
  }
}

customElements.define("invitation-list", InvitationList);
