import { moment, size, translate } from "../i18n.js";
import { actionMenu } from "../interface/controls/action-menu.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { chip } from "../interface/lists/panels.js";
import { money } from "../money/money.js";
import { router } from "../router.js";
import { session } from "../session.js";
import * as api from "./admin-api.js";

/** One account as an administrator sees it; `user` is set before it enters. */
class UserRow extends LiveElement {
  user = null;

  enter() {
    this.#show();
  }

  #show() {
    const { email, name, role, status, second_factor: isGuarded, stored_bytes: bytes, last_seen_at: seen } = this.user;
    const isSelf = this.user.id === session.user.id;
    const title = name || email;
    const guard = isGuarded && el("span", { class: "guard", title: translate("users.guarded") }, icon("shield"));
    if (isGuarded) guard.append(el("span", { class: "visually-hidden" }, translate("users.guarded")));
    const lastSeen = seen ? translate("users.seen", { time: moment(seen) }) : translate("users.unseen");
    const address = title !== email && (email ?? translate("users.noAddress"));
    const facts = [address, lastSeen, size(bytes ?? 0)].filter(Boolean).join(" · ");
    this.dataset.status = status;
    this.replaceChildren(
      el("span", { class: "face", "aria-hidden": "true" }, title.slice(0, 1).toUpperCase()),
      el(
        "div",
        { class: "text" },
        el(
          "p",
          { class: "name" },
          el("b", {}, title),
          isSelf && el("span", { class: "tag" }, translate("users.you")),
          guard,
        ),
        el("p", { class: "hint" }, facts),
      ),
      el("span", { class: "role", "data-role": role }, translate(`users.roles.${role}`)),
      chip(translate(`users.statuses.${status}`), status === "active" ? "good" : "bad"),
      actionMenu(translate("users.actions", { name: title }), this.#actions(isSelf)),
    );
  }

  #actions(isSelf) {
    const { role, status } = this.user;
    const other = role === "admin" ? "member" : "admin";
    const isActive = status === "active";
    const suspend = { icon: "stop", label: translate("users.suspend"), isGrave: true, act: () => this.#suspend() };
    const admit = { icon: "check", label: translate("users.admit"), act: () => this.#change({ status: "active" }) };
    return [
      { icon: "person", label: translate(`users.make.${other}`), act: () => this.#changeRole(other) },
      { icon: "leave", label: translate("users.endSessions"), act: () => this.#endSessions() },
      this.user.second_factor && {
        icon: "lock",
        label: translate("users.resetFactor"),
        act: () => this.#resetFactor(),
      },
      { icon: "script", label: translate("users.deeds"), act: () => router.go(`/admin/audit?actor=${this.user.id}`) },
      money.isSold && {
        icon: "archive",
        label: translate("money.ledger"),
        act: () => router.go(`/admin/money?account=${this.user.id}`),
      },
      !isSelf && (isActive ? suspend : admit),
    ];
  }

  get #name() {
    return this.user.name || this.user.email;
  }

  async #changeRole(role) {
    const name = this.#name;
    const words = [
      translate(`users.sure.${role}`, { name }),
      translate(`users.sure.${role}Text`),
      translate(`users.make.${role}`),
    ];
    if (await confirmed(...words)) await this.#change({ role });
  }

  async #suspend() {
    const name = this.#name;
    const words = [
      translate("users.sure.suspend", { name }),
      translate("users.sure.suspendText"),
      translate("users.suspend"),
    ];
    if (await confirmed(...words)) await this.#change({ status: "suspended" });
  }

  async #change(fields) {
    await this.#try(async () => {
      this.user = { ...this.user, ...(await api.changeUser(this.user.id, fields)) };
      this.#show();
      notify(translate("users.changed"));
    });
  }

  async #endSessions() {
    const name = this.#name;
    const title = translate("users.sure.sessions", { name });
    if (!(await confirmed(title, translate("users.sure.sessionsText"), translate("users.endSessions")))) return;
    await this.#try(async () => {
      await api.endSessions(this.user.id);
      notify(translate("users.sessionsEnded"));
    });
  }

  async #resetFactor() {
    const title = translate("users.sure.factor", { name: this.#name });
    if (!(await confirmed(title, translate("users.sure.factorText"), translate("users.resetFactor")))) return;
    await this.#try(async () => {
      await api.resetSecondFactor(this.user.id);
      this.user = { ...this.user, second_factor: false };
      this.#show();
      notify(translate("users.factorReset"));
    });
  }

  async #try(work) {
    try {
      await work();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("user-row", UserRow);
