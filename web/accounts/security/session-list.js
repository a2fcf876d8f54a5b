import { exactMoment, moment, translate } from "../../i18n.js";
import { confirmed } from "../../interface/dialogs/confirm-dialog.js";
import { inShort } from "../../interface/messages/failures.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { Names } from "../../interface/lists/names.js";
import { chip, panelRow, panel, smallButton } from "../../interface/lists/panels.js";
import * as api from "../account-api.js";
import { deviceOf, isPhone } from "./devices.js";

/** Where the account is signed in. */
class SessionList extends LiveElement {
  #sessions = [];

  enter() {
    this.replaceChildren(panel({ title: translate("sessions.title") }, el("div", { class: "ghost" })));
    this.listen(this.parentElement, "moved", () => this.#load()); // a new password ends the others
    this.#load();
  }

  async #load() {
    try {
      this.#sessions = await api.sessions();
      this.#show();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #show() {
    const others = this.#sessions.filter(({ current }) => !current);
    const all = others.length > 1 && smallButton(translate("sessions.endAll"), () => this.#endAll(others));
    const mine = this.#sessions.filter(({ current }) => current);
    const shown = [...mine, ...others];
    const names = new Names();
    const rows = shown.map((session) => this.#row(session, names.of(session.id, nameOf(session), exactMoment(session.created_at))));
    this.replaceChildren(panel(
      { title: translate("sessions.title"), text: translate("sessions.text"), action: all },
      ...rows,
    ));
  }

  /** @param name that no other row has */
  #row({ id, current, user_agent: agent, address, last_used_at: used }, name) {
    const { system } = deviceOf(agent);
    const title = titleOf(agent);
    const note = current && chip(translate("sessions.current"), "good");
    const facts = [address, translate("sessions.used", { time: moment(used) })].filter(Boolean).join(" · ");
    const end = !current && smallButton(
      translate("sessions.end"),
      () => this.#end([id]),
      { name: translate("sessions.endOf", { name }) },
    );
    return panelRow({ icon: isPhone(system) ? "phone" : "screen", title, note, text: facts, actions: [end] });
  }

  async #endAll(others) {
    const isSure = await confirmed(
      translate("sessions.endAllTitle"),
      translate("sessions.endAllText"),
      translate("sessions.endAll"),
    );
    if (isSure) await this.#end(others.map(({ id }) => id));
  }

  async #end(ids) {
    try {
      await Promise.all(ids.map(api.endSession));
      notify(translate("sessions.ended", { count: ids.length }));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await this.#load();
  }
}

function titleOf(agent) {
  const { program, system } = deviceOf(agent);
  const part = program ?? system ?? (agent.slice(0, 60) || translate("sessions.unknown"));
  return program && system ? translate("sessions.device", { program, system }) : part;
}

const nameOf = ({ user_agent: agent, last_used_at: used }) => `${titleOf(agent)} (${moment(used)})`;

customElements.define("session-list", SessionList);
