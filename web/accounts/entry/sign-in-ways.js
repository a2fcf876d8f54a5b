import { moment, translate, translateOr } from "../../i18n.js";
import { confirmed } from "../../interface/dialogs/confirm-dialog.js";
import { inShort } from "../../interface/messages/failures.js";
import { askForm } from "../../interface/dialogs/form-dialog.js";
import { emailField, passwordField } from "../../interface/controls/form.js";
import { inLine } from "../../interface/messages/logged.js";
import { LiveElement } from "../../interface/live-element.js";
import { el, icon } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { chip, panelRow, panel, smallButton } from "../../interface/lists/panels.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";
import { endedWords } from "../security/ended-access.js";
import { ensureProof } from "../security/owner-proof.js";
import { security } from "../security/security.js";
import { waysIn } from "./ways-in.js";

/** The address, the password, and the services that may vouch for the user. */
class SignInWays extends LiveElement {
  #ways = { providers: [] };
  #linked = [];

  enter() {
    this.listen(security, "change", () => this.#show());
    this.#show();
    this.#load();
  }

  async #load() {
    try {
      this.#ways = await waysIn.load();
      if (this.#services.length > 0) this.#linked = await api.identities();
      this.#show();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  get #services() {
    return this.#ways.providers.filter(({ kind }) => kind !== "password");
  }

  #show() {
    const lines = [this.#email(), this.#password(), ...this.#services.map((each) => this.#service(each))];
    this.replaceChildren(panel({ title: translate("security.ways.title") }, ...lines));
  }

  #email() {
    const { has_password: hasPassword, email_verified: isVerified, owner_proven: isProven } = security.state;
    const { email } = session.user;
    const canMail = this.#ways.password_reset;
    const change = canMail && smallButton(
      translate("security.change"),
      () => this.#changeEmail(hasPassword),
      { name: translate("security.email.change") },
    );
    if (!email) {
      const text = translate("security.email.none");
      return panelRow({ icon: "mail", title: translate("security.email.title"), text, actions: [change] });
    }
    const open = canMail && chip(translate("security.email.open"), "wait");
    const note = isVerified ? chip(translate("security.email.verified"), "good") : open;
    const isDone = isVerified && isProven;
    const prove = canMail && !isDone && smallButton(translate("security.email.verify"), () => this.#verify());
    const actions = [prove, change];
    const hint = canMail && isVerified && !isProven && translate("security.email.signedOut");
    const text = el("span", {}, inLine([email, hint]));
    return panelRow({ icon: "mail", title: translate("security.email.title"), note, text, actions });
  }

  async #verify() {
    try {
      await api.sendVerification();
      notify(translate("security.email.sent", { email: session.user.email }));
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  /** Who has no password needs a sign-in that was just now instead; the server says so. */
  async #changeEmail(hasPassword) {
    const email = await askForm({
      title: translate("security.email.change"),
      text: translate("security.email.changeText"),
      fields: [
        emailField(translate("security.email.new"), { autocomplete: "email" }),
        ...(hasPassword ? [passwordField(translate("security.password.current"))] : []),
      ],
      submit: translate("security.email.send"),
      send: async ({ email, password }) => {
        await api.changeEmail({ email: email.value.trim(), ...(password && { password: password.value }) });
        return email.value.trim();
      },
    });
    if (email) notify(translate("security.email.changeSent", { email }));
  }

  #password() {
    const { has_password: isSet } = security.state;
    const words = isSet ? "change" : "set";
    const label = translate(isSet ? "security.change" : "security.password.set");
    const name = translate(`security.password.${words}Title`);
    const change = smallButton(label, () => this.#changePassword(words), { name });
    const text = translate(isSet ? "security.password.isSet" : "security.password.isNotSet");
    return panelRow({ icon: "lock", title: translate("security.password.title"), text, actions: [change] });
  }

  async #changePassword(words) {
    const isSet = words === "change";
    const old = isSet ? [passwordField(translate("security.password.current"), { name: "current_password" })] : [];
    const fresh = passwordField(translate("security.password.new"), { name: "new_password", isNew: true });
    const isDone = await askForm({
      title: translate(`security.password.${words}Title`),
      text: translate(`security.password.${words}Text`),
      fields: [...old, fresh],
      submit: translate("rename.save"),
      send: ({ current_password: current, new_password: wanted }) => {
        return api.changePassword({ ...(current && { current_password: current.value }), new_password: wanted.value });
      },
    });
    if (!isDone) return;
    notify([translate("security.password.done"), endedWords(isDone)].filter(Boolean).join(" "));
    await security.load();
    this.tell("moved");
  }

  #service(provider) {
    const { id, kind } = provider;
    const name = translateOr(provider.name, `entry.services.${id}`);
    const linked = this.#linked.find((identity) => identity.provider === id);
    const drawing = ["google", "wechat"].includes(id) ? id : "key";
    if (!linked && kind !== "redirect") return null;
    if (!linked) {
      return panelRow({
        icon: drawing,
        title: name,
        text: translate("security.links.none"),
        actions: [this.#link(id, name)],
      });
    }
    const text = [linked.email ?? linked.name, translate("security.links.since", { time: moment(linked.created_at) })];
    const undo = smallButton(translate("security.links.undo"), () => this.#unlink(linked, name));
    const note = chip(translate("security.links.on"), "good");
    return panelRow({ icon: drawing, title: name, note, text: text.filter(Boolean).join(" · "), actions: [undo] });
  }

  #link(id, name) {
    const href = api.startOf(id, "/settings/security", { isLink: true });
    const look = { class: "button", "data-look": "quiet", "data-size": "small" };
    const words = translate("security.links.make");
    const link = el("a", { ...look, href, "aria-label": `${words}: ${name}` }, icon("link"), words);
    link.onclick = async (event) => {
      event.preventDefault();
      try {
        if (await ensureProof()) location.assign(href);
      } catch (error) {
        notify(inShort(error), "problem");
      }
    };
    return link;
  }

  async #unlink({ id }, name) {
    const title = translate("security.links.undoTitle", { name });
    if (!(await confirmed(
      title,
      translate("security.links.undoText", { name }),
      translate("security.links.undo"),
    ))) return;
    try {
      await api.unlink(id);
      this.#linked = this.#linked.filter((identity) => identity.id !== id);
      this.#show();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("sign-in-ways", SignInWays);
