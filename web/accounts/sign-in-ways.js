import { confirmed } from "../interface/confirm-dialog.js";
import { inShort } from "../interface/failures.js";
import { askForm } from "../interface/form-dialog.js";
import { emailField, passwordField } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { chip, line, plate, smallButton } from "../interface/plates.js";
import { isSaid, moment, say } from "../interface/words.js";
import * as api from "./account-api.js";
import { security } from "./security.js";
import { session } from "./session.js";
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
    this.replaceChildren(plate({ title: say("security.ways.title") }, ...lines));
  }

  #email() {
    const { has_password: hasPassword, email_verified: isVerified } = security.state;
    const { email } = session.user;
    const canMail = this.#ways.password_reset;
    const change = canMail && smallButton(say("security.change"), () => this.#changeEmail(hasPassword));
    if (!email) {
      const text = say("security.email.none");
      return line({ icon: "mail", title: say("security.email.title"), text, actions: [change] });
    }
    const open = canMail && chip(say("security.email.open"), "wait");
    const note = isVerified ? chip(say("security.email.verified"), "good") : open;
    const prove = canMail && !isVerified && smallButton(say("security.email.verify"), () => this.#verify());
    const actions = [prove, change];
    return line({ icon: "mail", title: say("security.email.title"), note, text: email, actions });
  }

  async #verify() {
    try {
      await api.sendVerification();
      notify(say("security.email.sent", { email: session.user.email }));
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  /** Who has no password needs a sign-in that was just now instead; the server says so. */
  async #changeEmail(hasPassword) {
    const email = await askForm({
      title: say("security.email.change"),
      text: say("security.email.changeText"),
      fields: [
        emailField(say("security.email.new"), { autocomplete: "email" }),
        ...(hasPassword ? [passwordField(say("security.password.current"))] : []),
      ],
      submit: say("security.email.send"),
      send: async ({ email, password }) => {
        await api.changeEmail({ email: email.value.trim(), ...(password && { password: password.value }) });
        return email.value.trim();
      },
    });
    if (email) notify(say("security.email.changeSent", { email }));
  }

  #password() {
    const { has_password: isSet } = security.state;
    const words = isSet ? "change" : "set";
    const label = say(isSet ? "security.change" : "security.password.set");
    const change = smallButton(label, () => this.#changePassword(words));
    const text = say(isSet ? "security.password.isSet" : "security.password.isNotSet");
    return line({ icon: "lock", title: say("security.password.title"), text, actions: [change] });
  }

  async #changePassword(words) {
    const isSet = words === "change";
    const old = isSet ? [passwordField(say("security.password.current"), { name: "current_password" })] : [];
    const fresh = passwordField(say("security.password.new"), { name: "new_password", isNew: true });
    const isDone = await askForm({
      title: say(`security.password.${words}Title`),
      text: say(`security.password.${words}Text`),
      fields: [...old, fresh],
      submit: say("rename.save"),
      send: ({ current_password: current, new_password: wanted }) => {
        return api.changePassword({ ...(current && { current_password: current.value }), new_password: wanted.value });
      },
    });
    if (!isDone) return;
    notify(say("security.password.done"));
    await security.load();
    this.tell("moved");
  }

  #service(provider) {
    const { id, kind } = provider;
    const name = isSaid(`door.services.${id}`) ? say(`door.services.${id}`) : provider.name;
    const linked = this.#linked.find((identity) => identity.provider === id);
    const drawing = ["google", "wechat"].includes(id) ? id : "key";
    if (!linked && kind !== "redirect") return null;
    if (!linked) {
      return line({ icon: drawing, title: name, text: say("security.links.none"), actions: [this.#link(id, name)] });
    }
    const text = [linked.email ?? linked.name, say("security.links.since", { time: moment(linked.created_at) })];
    const undo = smallButton(say("security.links.undo"), () => this.#unlink(linked, name));
    const note = chip(say("security.links.on"), "good");
    return line({ icon: drawing, title: name, note, text: text.filter(Boolean).join(" · "), actions: [undo] });
  }

  #link(id, name) {
    const href = api.startOf(id, "/settings/security", { isLink: true });
    const look = { class: "button", "data-look": "quiet", "data-size": "small" };
    const words = say("security.links.make");
    return el("a", { ...look, href, "aria-label": `${words}: ${name}` }, icon("link"), words);
  }

  async #unlink({ id }, name) {
    const title = say("security.links.undoTitle", { name });
    if (!(await confirmed(title, say("security.links.undoText", { name }), say("security.links.undo")))) return;
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
