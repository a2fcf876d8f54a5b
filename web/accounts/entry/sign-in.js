import { translate, translateOr } from "../../i18n.js";
import { inShort } from "../../interface/messages/failures.js";
import { emailField, form, passwordField, refuse } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el, icon } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { router } from "../../router.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";
import { entryCard, notice, returnMessage } from "./entry-card.js";
import { isPossible, isRefusal, passkeyFailure, showPasskey } from "../security/passkeys.js";
import { waysIn } from "./ways-in.js";

/** Every way to sign in that the server offers, and the form that creates an account. */
class SignIn extends LiveElement {
  #ways = null;
  #isNew = false;
  #notice = null;
  #ticket = null;
  #invitation = null;

  enter() {
    this.classList.add("entry-page");
    this.#isNew = new URLSearchParams(location.search).has("new");
    this.#hear(router.take());
    this.replaceChildren(...entryCard({ title: translate(`entry.${this.#isNew ? "join" : "enter"}.title`) }));
    this.#begin();
  }

  /** The user comes by an invitation, or a sign-in service has sent them back with bad news. */
  #hear(handed) {
    this.#invitation = handed.get("invitation");
    this.#isNew ||= Boolean(this.#invitation);
    const code = handed.get("error");
    if (!code) return;
    this.#ticket = code === "SECOND_FACTOR_REQUIRED" ? { ticket: handed.get("ticket") } : null;
    if (!this.#ticket) this.#notice = returnMessage(code);
  }

  async #begin() {
    try {
      this.#ways = await waysIn.load();
    } catch {
      this.#ways = { providers: [] };
      this.#notice = translate("failures.NETWORK.title");
    }
    if (!this.isConnected) return;
    if (this.#ticket) this.#askSecond(this.#ticket);
    else this.#show();
  }

  get #view() {
    if (this.#ways.setup_needed) return "setup";
    if (!this.#isNew) return "enter";
    if (this.#invitation) return "invited";
    return this.#ways.registration === "closed" ? "closed" : "join";
  }

  #show(email = "", view = this.#view) {
    const words = { title: translate(`entry.${view}.title`), text: translate(`entry.${view}.text`) };
    const note = this.#notice && notice(this.#notice);
    if (view === "setup") words.drawing = "spark";
    const content = ["closed", "stale"].includes(view) ? [] : this.#choices(view, email);
    this.replaceChildren(...entryCard(words, note, ...content, ...(view === "setup" ? this.#beginnings() : [this.#other(view)])));
    this.dataset.view = view;
  }

  /** The ways in the server's order; a line between those that are of different kinds. */
  #choices(view, email) {
    const groups = [];
    const add = (button) => {
      if (!groups.at(-1)?.matches(".services")) groups.push(el("div", { class: "services" }));
      groups.at(-1).append(button);
    };
    for (const provider of this.#ways.providers) {
      if (provider.kind === "password") groups.push(this.#form(view, email));
      if (provider.kind === "redirect" && ["enter", "join"].includes(view)) add(this.#service(provider));
    }
    if (view === "enter" && this.#ways.passkeys && isPossible()) add(this.#passkey());
    const or = () => el("p", { class: "or" }, translate("entry.or"));
    return groups.flatMap((group, at) => (at === 0 ? [group] : [or(), group]));
  }

  #form(view, email) {
    const isNew = view !== "enter";
    const forgot = !isNew && this.#ways.password_reset
      ? el("a", { class: "link", href: "/forgot" }, translate("entry.forgot"))
      : null;
    return form({
      fields: [
        emailField(translate("entry.email"), { value: email, autocomplete: "username" }),
        passwordField(translate("entry.password"), { isNew }, isNew ? {} : { beside: forgot }),
      ],
      submit: translate(isNew ? "entry.join.submit" : "entry.enter.submit"),
      size: "large",
      send: ({ email, password }) => this.#send(isNew, { email: email.value.trim(), password: password.value }),
      judge: (error) => {
        if (error.status === 401) error.code = "WRONG_PASSWORD"; // and not a session that ran out
        if (isNew && error.code === "CONFLICT") error.details.field ??= "email";
      },
    });
  }

  async #send(isNew, fields) {
    try {
      const invited = this.#invitation ? { ...fields, invitation: this.#invitation } : fields;
      await (isNew ? session.register(invited) : session.signIn("/auth/login", fields));
    } catch (error) {
      if (error.details?.reason === "invitation_invalid") return this.#show("", "stale");
      if (error.code !== "SECOND_FACTOR_REQUIRED") throw error;
      this.#askSecond(error.details);
    }
  }

  #service({ id, name }) {
    const next = new URLSearchParams(location.search).get("next") ?? "/studio";
    const known = ["google", "wechat"].includes(id);
    return el(
      "a",
      { class: "button service", "data-look": "quiet", "data-size": "large", href: api.startOf(id, next) },
      icon(known ? id : "key"),
      translate(
        "entry.with",
        { name: translateOr(name, `entry.services.${id}`) },
      ),
    );
  }

  #passkey() {
    const look = { type: "button", class: "button service", "data-look": "quiet", "data-size": "large" };
    const button = el("button", look, icon("passkey"), translate("entry.passkey"));
    button.onclick = async () => {
      button.disabled = true;
      try {
        const credential = await showPasskey(await api.passkeyRequest({}));
        await session.signIn("/auth/passkeys/login", { credential });
      } catch (error) {
        if (!isRefusal(error)) this.#complain(passkeyFailure(error));
      }
      button.disabled = false;
    };
    return button;
  }

  #complain(error) {
    if (error.status === 401) error.code = "PASSKEY_UNKNOWN";
    const sheet = this.querySelector("form");
    if (sheet) refuse(sheet, error);
    else notify(inShort(error), "problem");
  }

  #askSecond(ticket) {
    const step = Object.assign(el("second-factor"), { ticket });
    this.dataset.view = "second";
    this.replaceChildren(...entryCard(
      { title: translate("second.title"), text: translate("second.text"), drawing: "shield" },
      step,
    ));
    this.listen(step, "late", () => {
      this.#notice = translate("second.late");
      this.#show();
    });
    this.listen(step, "back", () => this.#show());
  }

  /** What a new server says of itself, and the way to make it an old one. */
  #beginnings() {
    const change = el("button", { type: "button", class: "link" }, translate("entry.restore.offer"));
    change.onclick = () => this.#restore();
    return [
      el("p", { class: "other" }, translate("entry.setup.promise")),
      el("p", { class: "other" }, change),
    ];
  }

  #restore() {
    const back = el("button", { type: "button", class: "link" }, translate("entry.restore.other"));
    back.onclick = () => this.#show();
    const words = { title: translate("entry.restore.title"), text: translate("entry.restore.text"), drawing: "archive" };
    this.replaceChildren(...entryCard(words, el("setup-restore"), el("p", { class: "other" }, back)));
    this.dataset.view = "restore";
  }

  #other(view) {
    const way = view === "enter" ? "enter" : "join";
    if (way === "enter" && this.#ways.registration === "closed") return null;
    const change = el("button", { type: "button", class: "link" }, translate(`entry.${way}.other`));
    change.onclick = () => {
      const email = this.querySelector("[name=email]")?.value ?? "";
      this.#isNew = !this.#isNew;
      this.#notice = null;
      this.#show(email);
      this.querySelector("[name=email]")?.focus();
    };
    return el("p", { class: "other" }, translate(`entry.${way}.otherText`), " ", change);
  }
}

customElements.define("sign-in", SignIn);
